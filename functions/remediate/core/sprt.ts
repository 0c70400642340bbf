/** What is to be told apart, and how sure the answer must be. All four are shares in (0, 1). */
export interface SprtSettings {
  /** Failure ratio of a sound service, p0. */
  readonly healthyRatio: number;
  /** Failure ratio of a broken service, p1; above p0. What lies between the two may be called either. */
  readonly brokenRatio: number;
  /** Probability to call a service Healed that fails p1 of its requests or more, beta. */
  readonly falseHealed: number;
  /** Probability to call a service NotHealed that fails p0 of its requests or fewer, alpha. */
  readonly falseAlarm: number;
}

/** The test in numbers; natural logarithms of likelihood ratios, without unit. */
export interface Sprt {
  readonly perFailure: number;
  /** Negative. */
  readonly perSuccess: number;
  /** At or above it: broken. */
  readonly upper: number;
  /** At or below it: sound. */
  readonly lower: number;
}

/**
 * Wald's sequential probability ratio test for the failure ratio p of a service: p0 (sound) against p1 (broken).
 *
 * Each answer adds how much likelier it is from a broken service than from a sound one, as a logarithm:
 *
 *     failure  ln(p1 / p0)               defaults: ln(0.2 / 0.01)  =  2.996
 *     success  ln((1 - p1) / (1 - p0))             ln(0.8 / 0.99)  = -0.213
 *
 * until the sum reaches A = ln((1 - beta) / alpha) = 4.595, broken, or B = ln(beta / (1 - alpha)) = -4.595, sound. So 22
 * good answers in a row prove a recovery (22 * 0.213 = 4.688), each failure costs 14 good answers more, and the first two
 * answers, if both fail, disprove it.
 *
 * The true errors obey alpha' <= alpha / (1 - beta) and beta' <= beta / (1 - alpha): 1.01 % for the defaults, and less in
 * fact, as steps overshoot the bounds. They hold for every p <= p0 and p >= p1, and for any end of the test before
 * a bound is reached, which gives no verdict and hence no wrong one. Answers must be independent of each other.
 *
 * Number of answers to expect, neglecting the overshoot, with L for the probability to end at B:
 *
 *     E[n] = (L * B + (1 - L) * A) / (p * ln(p1 / p0) + (1 - p) * ln((1 - p1) / (1 - p0)))
 *
 * L = 1 - alpha at p0, beta at p1. Defaults: 24.9 at p0 and 10.5 at p1; with the overshoot 25.7 and 13.1, and 7.6 at 30 %.
 *
 * Source: A. Wald, Sequential Tests of Statistical Hypotheses, Annals of Mathematical Statistics 16 (1945), 117-186,
 * https://doi.org/10.1214/aoms/1177731118
 */
export function sprt({ healthyRatio, brokenRatio, falseHealed, falseAlarm }: SprtSettings): Sprt {
  return {
    perFailure: Math.log(brokenRatio / healthyRatio),
    perSuccess: Math.log((1 - brokenRatio) / (1 - healthyRatio)),
    upper: Math.log((1 - falseHealed) / falseAlarm),
    lower: Math.log(falseHealed / (1 - falseAlarm)),
  };
}

/** The sum so far: below zero speaks for a sound service, above zero for a broken one. */
export const logLikelihoodRatio = (
  { perFailure, perSuccess }: Sprt,
  { successes, failures }: { readonly successes: number; readonly failures: number },
): number => failures * perFailure + successes * perSuccess;
