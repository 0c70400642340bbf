import fc from 'fast-check';
import { decide, MAX_RACES } from '../../../../functions/remediate/core/decide';
import type { Decision } from '../../../../functions/remediate/core/decision';
import type { Evidence } from '../../../../functions/remediate/core/evidence';
import { baking, evidence, healthy, NOW, quarantined, signal, version } from '../support/evidence';
import { POLICY } from '../support/policy';

const FAULTY = { faults: { FAILURE_RATE: '1' } };

interface Row {
  readonly when: string;
  readonly given: Partial<Evidence>;
  readonly decided: Partial<Decision>;
  readonly because: string;
}

const TABLE: readonly Row[] = [
  {
    when: 'the live version rings and an older one is Healthy',
    given: {},
    decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1', revisionId: 'alias-revision', attempt: 1 },
    because: 'Version 2 is live while orders-faults is in ALARM; version 1 is the newest other Healthy one',
  },
  {
    when: 'N-1 is not Healthy',
    given: {
      alias: { name: 'live', version: '4', weights: {}, revisionId: 'r' },
      versions: ['1', '2', '3', '4'].map((name) => version(name)),
      ledger: [healthy('1'), healthy('2'), quarantined('3')],
    },
    decided: { kind: 'rollBack', toVersion: '2' },
    because: 'version 2 is the newest other Healthy one',
  },
  {
    when: 'versions have two digits',
    given: {
      alias: { name: 'live', version: '11', weights: {}, revisionId: 'r' },
      versions: ['9', '10', '11'].map((name) => version(name)),
      ledger: [healthy('9'), healthy('10')],
    },
    decided: { kind: 'rollBack', toVersion: '10' },
    because: 'version 10',
  },
  {
    when: 'the Healthy version is newer than the live one',
    given: { alias: { name: 'live', version: '1', weights: {}, revisionId: 'r' }, ledger: [healthy('2')] },
    decided: { kind: 'rollBack', toVersion: '2' },
    because: 'version 2',
  },
  {
    when: 'nothing else is Healthy',
    given: {
      versions: ['1', '2', '3', '4', '5'].map((name) => version(name, name === '4' ? FAULTY : {})),
      ledger: [quarantined('1'), baking('3'), healthy('4'), healthy('0')],
    },
    decided: { kind: 'escalate' },
    because:
      '1 is quarantined by incident 20260314T091000000Z-00000000, 3 is still baking, 4 carries FAILURE_RATE=1, 5 was never attested, 0 no longer exists',
  },
  {
    when: 'the live version carries a fault and a Healthy one has the same code',
    given: {
      alias: { name: 'live', version: '3', weights: {}, revisionId: 'r' },
      versions: [version('1', { codeSha256: 'same' }), version('2'), version('3', { ...FAULTY, codeSha256: 'same' })],
      ledger: [healthy('1'), healthy('2')],
    },
    decided: { kind: 'rollBack', toVersion: '1' },
    because: 'Version 3 carries the injected fault FAILURE_RATE=1; version 1 has the same code and is Healthy',
  },
  {
    when: 'the live version carries a fault and a Healthy one has other code',
    given: { versions: [version('1'), version('2', FAULTY)] },
    decided: { kind: 'resetFault', fromVersion: '2' },
    because: 'no Healthy version with the same code (version 1 has other code)',
  },
  {
    when: 'the live version carries a fault, a Healthy one has other code, and a reset would release unreleased work',
    given: {
      versions: [version('1'), version('2', FAULTY)],
      latest: { ...evidence().latest, differences: ['code'] },
    },
    decided: { kind: 'rollBack', toVersion: '1' },
    because:
      'a reset would release unreleased work: $LATEST differs in code; version 1 is the newest other Healthy one',
  },
  {
    when: 'the live version carries a fault and is the only one',
    given: { versions: [version('2', FAULTY)], ledger: [] },
    decided: {
      kind: 'resetFault',
      fromVersion: '2',
      latestRevisionId: 'latest-revision',
      codeSha256: 'code-2',
      attempt: 1,
    },
    because: 'there is no other version',
  },
  {
    when: 'a reset would release unreleased work',
    given: {
      versions: [version('2', FAULTY)],
      ledger: [],
      latest: { ...evidence().latest, differences: ['code', 'MemorySize'] },
    },
    decided: { kind: 'escalate' },
    because: '$LATEST differs in code, MemorySize',
  },
  {
    when: 'the last update of $LATEST failed',
    given: { versions: [version('2', FAULTY)], ledger: [], latest: { ...evidence().latest, updateStatus: 'Failed' } },
    decided: { kind: 'escalate' },
    because: 'the last update of $LATEST failed',
  },
  {
    when: 'the environment of the candidate cannot be read',
    given: { versions: [version('1', { faults: null }), version('2')] },
    decided: { kind: 'escalate' },
    because: 'the environment of 1 cannot be read',
  },
  {
    when: 'the new side of a shift is not Healthy',
    given: { alias: { name: 'live', version: '1', weights: { '2': 0.1 }, revisionId: 'r' } },
    decided: { kind: 'clearWeights', fromVersion: '2', toVersion: '1' },
    because: 'version 1 with 90 % and version 2 with 10 % of the traffic; only version 1 is Healthy',
  },
  {
    when: 'the bad side of a shift is the primary one',
    given: { alias: { name: 'live', version: '2', weights: { '1': 0.1 }, revisionId: 'r' } },
    decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
    because: 'only version 1 is Healthy',
  },
  {
    when: 'both sides of a shift are Healthy',
    given: {
      alias: { name: 'live', version: '1', weights: { '2': 0.5 }, revisionId: 'r' },
      ledger: [healthy('1'), healthy('2')],
    },
    decided: { kind: 'clearWeights', toVersion: '1' },
    because: 'version 1 is the older',
  },
  {
    when: 'neither side of a shift is Healthy',
    given: {
      alias: { name: 'live', version: '2', weights: { '3': 0.5 }, revisionId: 'r' },
      versions: ['1', '2', '3'].map((name) => version(name)),
    },
    decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
    because: 'newest other Healthy one',
  },
  {
    when: 'only throttling is signalled',
    given: { signals: [signal('ALARM', { kind: 'throttles', name: 'orders-throttles' }), signal('OK')] },
    decided: { kind: 'escalate' },
    because: 'Only throttling is signalled (orders-throttles)',
  },
  {
    when: 'faults ring beside throttling',
    given: { signals: [signal('ALARM', { kind: 'throttles', name: 'orders-throttles' }), signal('ALARM')] },
    decided: { kind: 'rollBack' },
    because: 'orders-throttles, orders-faults are in ALARM',
  },
  {
    when: 'the signals have gone before anything was done',
    given: { signals: [signal('OK'), signal('INSUFFICIENT_DATA', { name: 'other', rang: false })] },
    decided: { kind: 'standDown' },
    because: 'No signal is in ALARM any more',
  },
  {
    when: 'traffic has stopped, so that the signal knows nothing',
    given: { signals: [signal('INSUFFICIENT_DATA')] },
    decided: { kind: 'rollBack' },
    because: 'its signals are not OK',
  },
  {
    when: 'the signals read OK after a remedy that was not proven',
    given: {
      signals: [signal('OK')],
      attempts: 1,
      tried: ['3', '2'],
      versions: ['1', '2', '3'].map((name) => version(name)),
      ledger: [healthy('1'), healthy('2'), healthy('3')],
    },
    decided: { kind: 'rollBack', toVersion: '1', attempt: 2 },
    because: 'its recovery is not proven after 1 attempt(s)',
  },
  {
    when: 'the budget is spent',
    given: { attempts: 2, tried: ['2', '1'] },
    decided: { kind: 'escalate' },
    because: '2 of 2 attempts without a proven recovery; versions involved: 2, 1',
  },
  {
    when: 'an update is in progress',
    given: { latest: { ...evidence().latest, updateStatus: 'InProgress' }, openedAt: NOW - 30_000 },
    decided: { kind: 'wait', seconds: 15 },
    because: '30 s after the incident opened',
  },
  {
    when: 'an update does not end',
    given: { latest: { ...evidence().latest, updateStatus: 'InProgress' }, openedAt: NOW - 301_000 },
    decided: { kind: 'escalate' },
    because: 'still in progress after 301 s',
  },
  {
    when: 'somebody else keeps moving the alias',
    given: { races: MAX_RACES },
    decided: { kind: 'escalate' },
    because: 'changed the function 3 times',
  },
  { when: 'the alias is gone', given: { alias: null }, decided: { kind: 'escalate' }, because: 'does not exist' },
  {
    when: 'the alias names a version that is gone',
    given: { versions: [version('1')] },
    decided: { kind: 'rollBack', toVersion: '1' },
    because: 'Version 2, which the alias names, does not exist',
  },
];

describe('What is decided when', () => {
  it.each(TABLE)('$when: $decided.kind', ({ given, decided, because }) => {
    const decision = decide(evidence(given), POLICY, NOW);
    expect(decision).toMatchObject(decided);
    expect(decision.reason).toContain(because);
  });
});

describe('A policy that was paused meanwhile', () => {
  const paused = { ...POLICY, mode: 'paused' } as const;

  it('lets nothing be changed', () => {
    expect(decide(evidence(), paused, NOW)).toMatchObject({ kind: 'standDown' });
    expect(decide(evidence({ attempts: 1 }), paused, NOW)).toMatchObject({ kind: 'escalate' });
  });
});

describe('Whatever the evidence', () => {
  const names = fc.constantFrom('1', '2', '3', '4', '10');
  const anyName = fc.constantFrom('1', '2', '3', '4', '5', '6', '10');
  const faults = fc.constantFrom({}, {}, { FAILURE_RATE: '1' }, null);
  const entries = fc.constantFrom(healthy, healthy, baking, quarantined);
  const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
    alias: fc.option(
      fc.record({
        name: fc.constant('live'),
        version: names,
        weights: fc.constantFrom({}, {}, { '5': 0.1 }, { '6': 0.9 }),
        revisionId: fc.constant('alias-revision'),
      }),
      { freq: 9 },
    ),
    versions: fc.uniqueArray(fc.record({ version: anyName, codeSha256: fc.constantFrom('a', 'b'), faults }), {
      selector: (one) => one.version,
    }),
    latest: fc.record({
      codeSha256: fc.constantFrom('a', 'b'),
      revisionId: fc.constant('latest-revision'),
      updateStatus: fc.constantFrom('Successful', 'Successful', 'InProgress', 'Failed'),
      differences: fc.constantFrom([], [], ['code']),
    }),
    ledger: fc.uniqueArray(
      fc.tuple(anyName, entries).map(([name, entry]) => entry(name)),
      { selector: (one) => one.version },
    ),
    signals: fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b'),
        kind: fc.constantFrom('faults', 'latency', 'throttles'),
        state: fc.constantFrom('OK', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA'),
        rang: fc.boolean(),
      }),
    ),
    attempts: fc.nat(3),
    tried: fc.array(anyName, { maxLength: 2 }),
    races: fc.nat(3),
    openedAt: fc.integer({ min: NOW - 600_000, max: NOW }),
  });
  const property = (claim: (given: Evidence, decision: Decision) => void) =>
    fc.assert(
      fc.property(anyEvidence, (given) => claim(given, decide(given, POLICY, NOW))),
      { numRuns: 2000 },
    );

  it('there is a decision with a reason in one sentence', () => {
    property((_given, { reason }) => expect(reason).toMatch(/^[A-Z$].*\.$/));
  });

  it('the same evidence gives the same decision, and is left as it was', () => {
    property((given, decision) => {
      const before = JSON.stringify(given);
      expect(decide(given, POLICY, NOW)).toEqual(decision);
      expect(JSON.stringify(given)).toBe(before);
    });
  });

  it('traffic only ever goes to a version that exists, is Healthy, carries no fault and was not tried before', () => {
    property((given, decision) => {
      if (decision.kind !== 'rollBack' && decision.kind !== 'clearWeights') return;
      const { toVersion, fromVersion } = decision;
      expect(given.versions.find((one) => one.version === toVersion)?.faults).toEqual({});
      expect(given.ledger.find((one) => one.version === toVersion)?.state).toBe('Healthy');
      expect(given.tried).not.toContain(toVersion);
      expect(toVersion).not.toBe(fromVersion);
    });
  });

  it('nothing is done past the budget, without an alias, during an update or for throttling alone', () => {
    property((given, { kind }) => {
      const ringing = given.signals.filter(({ state }) => state === 'ALARM');
      const forbidden =
        given.attempts >= POLICY.budget.attemptsPerIncident ||
        given.alias === null ||
        given.latest.updateStatus === 'InProgress' ||
        (ringing.length > 0 && ringing.every((one) => one.kind === 'throttles'));
      if (forbidden) expect(['escalate', 'wait', 'standDown']).toContain(kind);
    });
  });

  it('a reset never releases anything but the absence of faults', () => {
    property((given, decision) => {
      if (decision.kind === 'resetFault') expect(given.latest.differences).toEqual([]);
    });
  });
});
