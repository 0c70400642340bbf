import type { ServedEvidence } from './evidence';
import { logLikelihoodRatio, type SprtSettings, sprt } from './sprt';

/** What the requests that a version has served say of it. */
export type Blame = 'sound' | 'broken' | 'unknown';

/**
 * By the same test, and with the same certainty, as a proof by probes: few requests say nothing.
 * @param settings `latencyMs`, where speed is judged too: a p95 above it is broken. Milliseconds.
 */
export function blame(
  { requests, faults, p95Ms }: ServedEvidence,
  settings: SprtSettings & { readonly latencyMs?: number },
): Blame {
  const test = sprt(settings);
  const ratio = logLikelihoodRatio(test, { successes: Math.max(0, requests - faults), failures: faults });
  const slow = settings.latencyMs !== undefined && p95Ms !== null && p95Ms > settings.latencyMs;
  if (ratio >= test.upper || slow) return 'broken';
  return ratio <= test.lower && !slow ? 'sound' : 'unknown';
}

export const servedBy = (served: readonly ServedEvidence[], version: string): ServedEvidence =>
  served.find((one) => one.version === version) ?? { version, requests: 0, faults: 0, p95Ms: null };

/** `12 of 40 requests failed, p95 210 ms` */
export const describeServed = ({ requests, faults, p95Ms }: ServedEvidence): string =>
  `${faults} of ${requests} requests failed${p95Ms === null ? '' : `, p95 ${Math.round(p95Ms)} ms`}`;
