import { differences } from '../../../../functions/remediate/core/differences';
import { describeFaults, faultsIn, faultsOf } from '../../../../functions/remediate/core/faults';
import { incidentId } from '../../../../functions/remediate/core/incident-id';
import { stages } from '../../../../functions/remediate/core/stages';

describe('Injected faults', () => {
  const clean = { FAILURE_RATE: '0', FAILURE_MODE: 'error' };

  it.each([
    [{ FAILURE_RATE: '0.5' }, 'FAILURE_RATE=0.5'],
    [{ FAILURE_RATE: '0.0', FAILURE_MODE: 'error' }, ''],
    [{ FAILURE_RATE: '', FAILURE_MODE: 'crash' }, 'FAILURE_RATE=, FAILURE_MODE=crash'],
    [{ TABLE: 'orders' }, ''],
    [{}, ''],
  ])('%j carries "%s"', (variables, expected) => {
    expect(describeFaults(faultsIn(variables as Record<string, string>, clean))).toBe(expected);
  });

  it('are unknown where the environment cannot be read, but not those of a target that has none', () => {
    expect(faultsOf(null, { FAILURE_RATE: '0' })).toBeNull();
    expect(faultsOf(null, {})).toEqual({});
    expect(faultsOf({ FAILURE_RATE: '1' }, { FAILURE_RATE: '0' })).toEqual({ FAILURE_RATE: '1' });
  });
});

describe('Differences between configurations', () => {
  const base = {
    codeSha256: 'a',
    settings: { MemorySize: 128, VpcConfig: { SubnetIds: [] } },
    variables: { A: '1', FAULT: '0' },
  };
  const against = (changes: Partial<typeof base> | { variables: null }) =>
    differences(base, { ...base, ...changes }, new Set(['FAULT', 'HEALED_BY']));

  it('are none but in fault variables and the marker', () => {
    expect(against({ variables: { A: '1', FAULT: '1', HEALED_BY: 'x' } as never })).toEqual([]);
  });

  it('do not depend on the order of keys', () => {
    expect(
      differences(
        { ...base, settings: { a: { x: 1, y: 2 } } },
        { ...base, settings: { a: { y: 2, x: 1 } } },
        new Set(),
      ),
    ).toEqual([]);
  });

  it('are named: code, settings known or not, other variables, an environment nobody can read', () => {
    expect(against({ codeSha256: 'b' })).toEqual(['code']);
    expect(against({ settings: { MemorySize: 256, Novelty: { On: true } } as never })).toEqual([
      'MemorySize',
      'Novelty',
      'VpcConfig',
    ]);
    expect(against({ variables: { A: '2', FAULT: '0' } })).toEqual(['environment variable A']);
    expect(against({ variables: null })).toEqual(['environment (unreadable)']);
  });
});

describe('An incident id', () => {
  it('is the same for the same signal, differs between alarms, and sorts by time', () => {
    const at = '2026-03-14T09:26:53.589Z';
    expect(incidentId(at, 'arn:a')).toBe(incidentId(at, 'arn:a'));
    expect(incidentId(at, 'arn:a')).toMatch(/^20260314T092653589Z-[0-9a-f]{8}$/);
    expect(incidentId(at, 'arn:a')).not.toBe(incidentId(at, 'arn:b'));
    expect(incidentId(at, 'arn:z') < incidentId('2026-03-14T09:26:53.590Z', 'arn:a')).toBe(true);
  });
});

describe('Stages', () => {
  it('are the seconds between milestones, and unknown while one is missing', () => {
    expect(stages({ alarmAt: 0, decidedAt: 1_500, actedAt: 2_000, provenAt: 12_040 })).toEqual({
      decideSeconds: 1.5,
      actSeconds: 0.5,
      proveSeconds: 10,
      timeToHealSeconds: 12,
    });
    expect(
      stages({ alarmAt: 0, decidedAt: 1_500, actedAt: undefined, provenAt: undefined }).proveSeconds,
    ).toBeUndefined();
  });
});
