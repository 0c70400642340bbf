import { alias, baking, healthy, NOW, quarantined, signal, version } from '../support/evidence';
import { itDecides } from '../support/rows';

const versions = (...names: string[]) => names.map((name) => version(name));

describe('A version that rings is rolled away from', () => {
  itDecides([
    {
      when: 'an older one is Healthy',
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1', revisionId: 'alias-revision', attempt: 1 },
      because:
        'Version 2 is live while orders-faults is in ALARM; version 1 is the newest other Healthy one, attested on 300 requests with 0 errors.',
    },
    {
      when: 'N-1 is not Healthy',
      given: {
        alias: alias({ version: '4' }),
        versions: versions('1', '2', '3', '4'),
        ledger: [healthy('1'), healthy('2'), quarantined('3')],
      },
      decided: { kind: 'rollBack', toVersion: '2' },
      because: 'version 2 is the newest other Healthy one',
    },
    {
      when: 'versions have two digits',
      given: {
        alias: alias({ version: '11' }),
        versions: versions('9', '10', '11'),
        ledger: [healthy('9'), healthy('10')],
      },
      decided: { kind: 'rollBack', toVersion: '10' },
      because: 'version 10',
    },
    {
      when: 'the Healthy version is newer than the live one',
      given: { alias: alias({ version: '1' }), ledger: [healthy('2')] },
      decided: { kind: 'rollBack', toVersion: '2' },
      because: 'version 2',
    },
    {
      when: 'an operator has vouched for the candidate',
      given: { ledger: [healthy('1', { rule: 'operator', by: 'ann' })] },
      decided: { kind: 'rollBack', toVersion: '1' },
      because: 'attested by ann.',
    },
    {
      when: 'nothing else is Healthy',
      given: {
        versions: ['1', '2', '3', '4', '5'].map((name) =>
          version(name, name === '4' ? { faults: { FAILURE_RATE: '1' } } : {}),
        ),
        ledger: [quarantined('1'), baking('3'), healthy('4'), healthy('0')],
      },
      decided: { kind: 'escalate' },
      because:
        '1 is quarantined by incident 20260314T091000000Z-00000000, 3 is still baking, 4 carries FAILURE_RATE=1, 5 was never attested, 0 no longer exists.',
    },
    {
      when: 'it is the only version',
      given: { versions: versions('2'), ledger: [] },
      decided: { kind: 'escalate' },
      because: 'no version can be rolled back to: there is no other version.',
    },
    {
      when: 'the only Healthy version lies behind a barrier',
      given: { ledger: [healthy('1'), baking('2', { barrier: 'orders table migrated' })] },
      decided: { kind: 'escalate' },
      because: '1 is older than version 2, which must not be rolled back past (orders table migrated).',
    },
    {
      when: 'the environment of the candidate cannot be read',
      given: { versions: [version('1', { faults: null }), version('2')] },
      decided: { kind: 'escalate' },
      because: 'the environment of 1 cannot be read',
    },
    {
      when: 'several signals ring, throttling among them',
      given: {
        signals: [signal('ALARM', { kind: 'throttles', name: 'orders-throttles' }), signal('ALARM')],
      },
      decided: { kind: 'rollBack' },
      because: 'orders-throttles, orders-faults are in ALARM',
    },
    {
      when: 'traffic has stopped, so that the signal knows nothing',
      given: { signals: [signal('INSUFFICIENT_DATA', { newestBreachAt: undefined })] },
      decided: { kind: 'rollBack' },
      because: 'Version 2 is live while its signals are not OK',
    },
    {
      when: 'the signals read OK after a remedy that was not proven',
      given: {
        signals: [signal('OK')],
        attempts: 1,
        tried: ['3', '2'],
        versions: versions('1', '2', '3'),
        ledger: [healthy('1'), healthy('2'), healthy('3')],
      },
      decided: { kind: 'rollBack', toVersion: '1', attempt: 2 },
      because: 'its recovery is not proven after 1 attempt(s)',
    },
    {
      when: 'the alias names a version that is gone',
      given: { versions: versions('1') },
      decided: { kind: 'rollBack', toVersion: '1' },
      because: 'Version 2, which the alias names, does not exist',
    },
    {
      when: 'the alias itself is gone',
      given: { alias: null },
      decided: { kind: 'escalate' },
      because: 'Alias live of orders-function does not exist.',
    },
  ]);
});

describe('A version that carries an injected fault is freed of it by the smallest change', () => {
  const FAULTY = { faults: { FAILURE_RATE: '1' } };
  const unreleased = { codeSha256: 'code-2', revisionId: 'latest-revision', updateStatus: 'Successful' } as const;

  itDecides([
    {
      when: 'a Healthy version has the same code',
      given: {
        alias: alias({ version: '3' }),
        versions: [version('1', { codeSha256: 'same' }), version('2'), version('3', { ...FAULTY, codeSha256: 'same' })],
        ledger: [healthy('1'), healthy('2')],
      },
      decided: { kind: 'rollBack', fromVersion: '3', toVersion: '1' },
      because: 'Version 3 carries the injected fault FAILURE_RATE=1; version 1 has the same code and is Healthy',
    },
    {
      when: 'the Healthy version has other code',
      given: { versions: [version('1'), version('2', FAULTY)] },
      decided: { kind: 'resetFault', fromVersion: '2', revisionId: 'alias-revision' },
      because: 'no Healthy version with the same code (version 1 has other code)',
    },
    {
      when: 'there is no other version',
      given: { versions: [version('2', FAULTY)], ledger: [] },
      decided: { kind: 'resetFault', latestRevisionId: 'latest-revision', codeSha256: 'code-2', attempt: 1 },
      because: 'no Healthy version to roll back to (there is no other version); $LATEST differs from it in nothing',
    },
    {
      when: 'a reset would release unreleased work, and a version of other code is Healthy',
      given: { versions: [version('1'), version('2', FAULTY)], latest: { ...unreleased, differences: ['code'] } },
      decided: { kind: 'rollBack', toVersion: '1' },
      because:
        'a reset would release unreleased work: $LATEST differs in code; version 1 is the newest other Healthy one',
    },
    {
      when: 'a reset would release unreleased work, and no version is Healthy',
      given: {
        versions: [version('2', FAULTY)],
        ledger: [],
        latest: { ...unreleased, differences: ['code', 'MemorySize'] },
      },
      decided: { kind: 'escalate' },
      because:
        'there is no other version), and a reset would release unreleased work: $LATEST differs in code, MemorySize.',
    },
    {
      when: 'the last update of $LATEST failed',
      given: {
        versions: [version('2', FAULTY)],
        ledger: [],
        latest: { ...unreleased, updateStatus: 'Failed', differences: [] },
      },
      decided: { kind: 'escalate' },
      because: 'a reset is unsafe: the last update of $LATEST failed.',
    },
    {
      when: 'its own environment cannot be read, so that nothing is known of a fault',
      given: { versions: [version('1'), version('2', { faults: null })] },
      decided: { kind: 'rollBack', toVersion: '1' },
      because: 'Version 2 is live while orders-faults is in ALARM',
    },
    {
      when: 'it has been Healthy for long: an injected fault needs no suspicion',
      given: {
        alias: alias({ since: { earliest: undefined, latest: NOW - 90_000_000 } }),
        versions: [version('1', { codeSha256: 'code-2' }), version('2', FAULTY)],
        ledger: [healthy('1'), healthy('2')],
      },
      decided: { kind: 'rollBack', toVersion: '1' },
      because: 'version 1 has the same code',
    },
  ]);
});
