import { candidates, whyNone } from '../../../../functions/remediate/core/candidates';
import { baking, evidence, healthy, quarantined, version } from '../support/evidence';

const names = (found: ReturnType<typeof candidates>) => found.map((one) => one.version.version);
const versions = (...all: string[]) => all.map((name) => version(name));
const NONE: ReadonlySet<string> = new Set();

describe('Versions that traffic may be rolled back to', () => {
  it('come newest first, by number', () => {
    const given = evidence({
      versions: versions('9', '10', '2'),
      ledger: [healthy('2'), healthy('9'), healthy('10')],
    });
    expect(names(candidates(given, NONE))).toEqual(['10', '9', '2']);
  });

  it('come with the preferred code first', () => {
    const given = evidence({
      versions: [version('1', { codeSha256: 'same' }), version('2', { codeSha256: 'same' }), version('3')],
      ledger: [healthy('1'), healthy('2'), healthy('3')],
    });
    expect(names(candidates(given, NONE, 'same'))).toEqual(['2', '1', '3']);
  });

  it.each([
    ['excluded', { ledger: [healthy('1')] }, new Set(['1']), 'there is no other version'],
    ['never attested', { ledger: [] }, NONE, '1 was never attested'],
    ['baking', { ledger: [baking('1')] }, NONE, '1 is still baking'],
    ['quarantined', { ledger: [quarantined('1')] }, NONE, '1 is quarantined by incident 20260314T091000000Z-00000000'],
    [
      'behind a barrier',
      { ledger: [healthy('1'), baking('2', { barrier: 'orders table migrated' })] },
      NONE,
      '1 is older than version 2, which must not be rolled back past (orders table migrated)',
    ],
    [
      'behind the barrier of a version that is gone',
      { ledger: [healthy('1'), healthy('7', { barrier: 'orders table migrated' })] },
      NONE,
      '1 is older than version 7, which must not be rolled back past (orders table migrated), 7 no longer exists',
    ],
    [
      'unreadable',
      { versions: [version('1', { faults: null })], ledger: [healthy('1')] },
      NONE,
      'the environment of 1 cannot be read',
    ],
    [
      'faulty',
      { versions: [version('1', { faults: { LATENCY_MS: '500' } })], ledger: [healthy('1')] },
      NONE,
      '1 carries LATENCY_MS=500',
    ],
    [
      'another one by now',
      { versions: [version('1', { codeSha256: 'new' })], ledger: [healthy('1', { codeSha256: 'old' })] },
      NONE,
      '1 has other code than the one that was attested',
    ],
    ['gone', { versions: [], ledger: [healthy('1')] }, NONE, '1 no longer exists'],
  ])('are none that is %s, and it is said why', (_, changes, excluded, why) => {
    const given = evidence({ versions: versions('1'), ...changes });
    expect(candidates(given, excluded)).toEqual([]);
    expect(whyNone(given, excluded)).toBe(why);
  });

  it('are held by the newest of several barriers, and not by their own', () => {
    const given = evidence({
      versions: versions('1', '2', '9', '10', '11'),
      ledger: [
        healthy('1'),
        healthy('2', { barrier: 'first' }),
        healthy('9'),
        healthy('10', { barrier: 'second' }),
        healthy('11'),
      ],
    });
    expect(names(candidates(given, NONE))).toEqual(['11', '10']);
  });
});
