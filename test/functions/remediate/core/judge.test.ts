import {
  count,
  EMPTY_TALLY,
  FAILURES_THAT_DISPROVE,
  judge,
  type ProbeResult,
} from '../../../../functions/remediate/core/judge';

const SETTINGS = { consecutiveSuccesses: 3, windowSeconds: 60 };
const seeing = (results: readonly ProbeResult[], seconds: number) =>
  judge(results.reduce(count, EMPTY_TALLY), SETTINGS, seconds);
const times = (result: ProbeResult, n: number): ProbeResult[] => Array.from({ length: n }, () => result);

describe('A recovery', () => {
  it('is Healed after enough successes in a row, however many other answers lie between', () => {
    expect(seeing(['success', 'otherVersion', 'success', 'noAnswer', 'success'], 10)).toMatchObject({
      verdict: 'Healed',
      reason: expect.stringContaining('5 probes in 10 s: 3 good, 0 failed, 1 from another version, 1 unanswered'),
    });
  });

  it('starts counting again after a failure', () => {
    expect(seeing(['success', 'success', 'failure', 'success', 'success'], 10).verdict).toBeNull();
    expect(seeing(['success', 'success', 'failure', ...times('success', 3)], 10).verdict).toBe('Healed');
  });

  it('is NotHealed after a few failures of the intended version', () => {
    expect(seeing(times('failure', FAILURES_THAT_DISPROVE), 1).verdict).toBe('NotHealed');
  });

  it('is Inconclusive when the window ends, and never Healed by silence or by another version', () => {
    expect(seeing([], 60).verdict).toBe('Inconclusive');
    expect(seeing(times('otherVersion', 100), 60).verdict).toBe('Inconclusive');
    expect(seeing(times('noAnswer', 100), 60).verdict).toBe('Inconclusive');
  });

  it('is not judged before that', () => {
    expect(seeing([], 59.9).verdict).toBeNull();
  });
});
