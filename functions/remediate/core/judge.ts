/** Healed, NotHealed or Inconclusive. Inconclusive is never success. */
export type Verdict = 'Healed' | 'NotHealed' | 'Inconclusive';

/** What probes have shown so far. Only answers of the intended version are successes or failures. */
export interface Tally {
  readonly sent: number;
  readonly successes: number;
  readonly failures: number;
  /** Successes since the last failure. */
  readonly consecutive: number;
  /** Answered by another version, or by none that named itself. */
  readonly otherVersion: number;
  readonly noAnswer: number;
}

export type ProbeResult = 'success' | 'failure' | 'otherVersion' | 'noAnswer';

export interface Judgement {
  /** Null while more probes are needed. */
  readonly verdict: Verdict | null;
  readonly reason: string;
}

export const EMPTY_TALLY: Tally = {
  sent: 0,
  successes: 0,
  failures: 0,
  consecutive: 0,
  otherVersion: 0,
  noAnswer: 0,
};

/**
 * Failures that disprove a recovery. One may be a passing mishap; a service that fails 30 % of its requests reaches
 * three before ten successes in a row in about 92 of 100 runs.
 */
export const FAILURES_THAT_DISPROVE = 3;

export function count(tally: Tally, result: ProbeResult): Tally {
  const sent = tally.sent + 1;
  switch (result) {
    case 'success':
      return { ...tally, sent, successes: tally.successes + 1, consecutive: tally.consecutive + 1 };
    case 'failure':
      return { ...tally, sent, failures: tally.failures + 1, consecutive: 0 };
    case 'otherVersion':
      return { ...tally, sent, otherVersion: tally.otherVersion + 1 };
    case 'noAnswer':
      return { ...tally, sent, noAnswer: tally.noAnswer + 1 };
    default:
      return result satisfies never;
  }
}

/**
 * Judges a recovery by consecutive successes of the intended version within a window.
 * @param elapsedSeconds since the first probe was sent
 */
export function judge(
  tally: Tally,
  settings: { readonly consecutiveSuccesses: number; readonly windowSeconds: number },
  elapsedSeconds: number,
): Judgement {
  const { consecutiveSuccesses: wanted, windowSeconds } = settings;
  const numbers = `${tally.sent} probes in ${Math.round(elapsedSeconds)} s: ${tally.successes} good, ${tally.failures} failed, ${tally.otherVersion} from another version, ${tally.noAnswer} unanswered`;
  if (tally.consecutive >= wanted) {
    return {
      verdict: 'Healed',
      reason: `${tally.consecutive} good answers in a row of ${wanted} wanted (${numbers}).`,
    };
  }
  if (tally.failures >= FAILURES_THAT_DISPROVE) {
    return { verdict: 'NotHealed', reason: `The intended version failed ${tally.failures} times (${numbers}).` };
  }
  if (elapsedSeconds < windowSeconds) {
    return {
      verdict: null,
      reason: `${tally.consecutive} good answers in a row of ${wanted} wanted so far (${numbers}).`,
    };
  }
  return {
    verdict: 'Inconclusive',
    reason: `Only ${tally.consecutive} good answers in a row of ${wanted} wanted within ${windowSeconds} s (${numbers}).`,
  };
}
