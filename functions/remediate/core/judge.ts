import type { ProbeResult } from './probe';
import { logLikelihoodRatio, type SprtSettings, sprt } from './sprt';

/** Healed, NotHealed or Inconclusive. Inconclusive is never success. */
export type Verdict = 'Healed' | 'NotHealed' | 'Inconclusive';

/** What probes have shown so far. Only answers of the intended version are successes or failures. */
export interface Tally {
  readonly sent: number;
  readonly successes: number;
  /** The slow ones included. */
  readonly failures: number;
  readonly slow: number;
  /** Answers of the intended version that say nothing; see `resultOf`. */
  readonly warmUps: number;
  /** Answered by another version, or by none that named itself. */
  readonly otherVersion: number;
  readonly noAnswer: number;
}

/** When to stop, and how. */
export interface JudgeSettings extends SprtSettings {
  /** Seconds since the proof began after which there is no more waiting. */
  readonly windowSeconds: number;
  /** Probes after which there is no more asking, whatever they brought. */
  readonly maxProbes: number;
}

export interface Judgement {
  /** Null while more probes are needed. */
  readonly verdict: Verdict | null;
  readonly reason: string;
}

export const EMPTY_TALLY: Tally = {
  sent: 0,
  successes: 0,
  failures: 0,
  slow: 0,
  warmUps: 0,
  otherVersion: 0,
  noAnswer: 0,
};

export function count(before: Tally, result: ProbeResult): Tally {
  const tally = { ...before, sent: before.sent + 1 };
  switch (result) {
    case 'success':
      return { ...tally, successes: tally.successes + 1 };
    case 'failure':
      return { ...tally, failures: tally.failures + 1 };
    case 'slow':
      return { ...tally, failures: tally.failures + 1, slow: tally.slow + 1 };
    case 'warmUp':
      return { ...tally, warmUps: tally.warmUps + 1 };
    case 'otherVersion':
      return { ...tally, otherVersion: tally.otherVersion + 1 };
    case 'noAnswer':
      return { ...tally, noAnswer: tally.noAnswer + 1 };
    default:
      return result satisfies never;
  }
}

/**
 * Judges a recovery by a sequential test on the failure ratio (see `sprt`). To be asked after every probe: the bounds
 * are made for stopping where they are first reached.
 * @param elapsedSeconds since the proof began
 */
export function judge(tally: Tally, settings: JudgeSettings, elapsedSeconds: number): Judgement {
  const { windowSeconds, maxProbes } = settings;
  const test = sprt(settings);
  const ratio = logLikelihoodRatio(test, tally);
  const [sum, lower, upper] = [ratio, test.lower, test.upper].map((value) => value.toFixed(2));
  const sound = `a sound service (at most ${percent(settings.healthyRatio)} failures)`;
  const broken = `a broken one (${percent(settings.brokenRatio)} or more)`;
  const numbers = describe(tally, elapsedSeconds);

  if (ratio <= test.lower) {
    const reason = `The answers are those of ${sound}, not of ${broken}: log-likelihood ratio ${sum}, bound ${lower} (${numbers}).`;
    return { verdict: 'Healed', reason };
  }
  if (ratio >= test.upper) {
    const reason = `The answers are not those of ${sound} but of ${broken}: log-likelihood ratio ${sum}, bound ${upper} (${numbers}).`;
    return { verdict: 'NotHealed', reason };
  }
  const between = `log-likelihood ratio ${sum}, between ${lower} (healed) and ${upper} (not healed) (${numbers})`;
  if (elapsedSeconds >= windowSeconds) {
    return { verdict: 'Inconclusive', reason: `Not decided within ${windowSeconds} s: ${between}.` };
  }
  if (tally.sent >= maxProbes) {
    return { verdict: 'Inconclusive', reason: `Not decided by ${maxProbes} probes: ${between}.` };
  }
  return { verdict: null, reason: `Not decided yet: ${between}.` };
}

function describe({ sent, successes, failures, slow, ...rest }: Tally, elapsedSeconds: number): string {
  const failed = slow === 0 ? `${failures} failed` : `${failures} failed, ${slow} of them by being too slow`;
  const others = [
    [rest.warmUps, 'warming up'],
    [rest.otherVersion, 'from another version or none'],
    [rest.noAnswer, 'unanswered'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map(([number, what]) => `, ${number} ${what}`);
  return `${sent} probes in ${Math.round(elapsedSeconds)} s: ${successes} good, ${failed}${told.join('')}`;
}

/** Without the noise of binary fractions: 0.07 is 7 %, not 7.000000000000001 %. */
const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;
