import { POLICY_DEFAULTS } from '../../../../functions/policy';
import { count, EMPTY_TALLY, judge } from '../../../../functions/remediate/core/judge';
import type { ProbeResult } from '../../../../functions/remediate/core/probe';

const SETTINGS = { ...POLICY_DEFAULTS.prove, windowSeconds: 60, maxProbes: 100 };
const seeing = (results: readonly ProbeResult[], seconds = 10) =>
  judge(results.reduce(count, EMPTY_TALLY), SETTINGS, seconds);
const times = (n: number, result: ProbeResult): ProbeResult[] => Array.from({ length: n }, () => result);

describe('A recovery', () => {
  it('is Healed by 22 good answers, however many others that say nothing lie between', () => {
    const others: ProbeResult[] = ['warmUp', 'otherVersion', 'noAnswer', 'noAnswer'];
    expect(seeing([...times(21, 'success'), ...others]).verdict).toBeNull();
    expect(seeing([...others, ...times(22, 'success')])).toEqual({
      verdict: 'Healed',
      reason:
        'The answers are those of a sound service (at most 1 % failures), not of a broken one (20 % or more): ' +
        'log-likelihood ratio -4.69, bound -4.60 ' +
        '(26 probes in 10 s: 22 good, 0 failed, 1 warming up, 1 from another version or none, 2 unanswered).',
    });
  });

  it.each([
    [1, 35, null],
    [1, 36, 'Healed'],
    [2, 50, 'Healed'],
    [2, 6, 'NotHealed'],
    [2, 7, null],
    [3, 20, 'NotHealed'],
  ] as const)('with %i failure(s) and %i good answers is %s', (failures, successes, verdict) => {
    expect(seeing([...times(failures, 'failure'), ...times(successes, 'success')]).verdict).toBe(verdict);
  });

  it('is NotHealed by two failures at once, and slow answers are failures', () => {
    expect(seeing(['failure']).verdict).toBeNull();
    expect(seeing(['failure', 'slow'], 1)).toEqual({
      verdict: 'NotHealed',
      reason:
        'The answers are not those of a sound service (at most 1 % failures) but of a broken one (20 % or more): ' +
        'log-likelihood ratio 5.99, bound 4.60 (2 probes in 1 s: 0 good, 2 failed, 1 of them by being too slow).',
    });
  });

  it('is Inconclusive when the window ends or the probes are used up, and never Healed by silence', () => {
    expect(seeing(times(3, 'success'), 60)).toEqual({
      verdict: 'Inconclusive',
      reason:
        'Not decided within 60 s: log-likelihood ratio -0.64, between -4.60 (healed) and 4.60 (not healed) ' +
        '(3 probes in 60 s: 3 good, 0 failed).',
    });
    expect(seeing(times(100, 'otherVersion'))).toMatchObject({
      verdict: 'Inconclusive',
      reason: expect.stringContaining('Not decided by 100 probes'),
    });
    expect(seeing(times(99, 'noAnswer'), 60).verdict).toBe('Inconclusive');
    expect(seeing(times(99, 'warmUp'), 60).verdict).toBe('Inconclusive');
  });

  it('is not judged before that', () => {
    expect(seeing([], 59.9)).toMatchObject({ verdict: null, reason: expect.stringContaining('Not decided yet') });
    expect(seeing(times(99, 'noAnswer'), 59.9).verdict).toBeNull();
  });

  it('that is proven in the last moment is proven', () => {
    expect(seeing(times(22, 'success'), 61).verdict).toBe('Healed');
  });
});
