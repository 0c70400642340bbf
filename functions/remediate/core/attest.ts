import type { Faults, SignalEvidence } from './evidence';
import { describeFaults, hasFaults } from './faults';
import type { BakingEntry, HealthyEntry } from './ledger';

export type Signal = Pick<SignalEvidence, 'name' | 'kind' | 'state'>;

/** What one patrol sees of the live version. */
export interface Sight {
  readonly version: string;
  /** Undefined when it cannot be told. */
  readonly codeSha256: string | undefined;
  readonly weights: Readonly<Record<string, number>>;
  /** Null when the environment cannot be read. */
  readonly faults: Faults | null;
  readonly signals: readonly Signal[];
  readonly incidentOpen: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A version whose baking has just restarted has no data that counts. */
export type Bake =
  | { readonly kind: 'restarted'; readonly entry: BakingEntry; readonly reason: string }
  | {
      readonly kind: 'baking';
      readonly entry: BakingEntry;
      /** By the visit before; epoch milliseconds. One that could not ask for the traffic has not noted its sight. */
      readonly seenBefore: number;
    };

/** The patrol comes once a minute; one missed visit is forgiven, two are a gap in which anything may have been live. */
export const MAX_GAP_SECONDS = 150;

/** Invocation errors (crash, time-out) above this share are no health, even below the alarm's threshold. */
export const MAX_ERROR_RATIO = 0.05;

/** Notes that a version is seen live, and whether its time of baking goes on or starts anew. */
export function bake(entry: BakingEntry | undefined, sight: Sight): Bake {
  const reason = entry === undefined ? 'is seen live for the first time' : interruption(entry, sight);
  const seen = { seenAt: sight.now, ...codeOf(sight) };
  if (entry !== undefined && reason === undefined) {
    return { kind: 'baking', entry: { ...entry, ...seen }, seenBefore: entry.seenAt };
  }
  return {
    kind: 'restarted',
    entry: { state: 'Baking', version: sight.version, since: sight.now, ...seen },
    reason: `Version ${sight.version} ${reason}; its baking starts now.`,
  };
}

export type Attestation = { readonly kind: 'healthy'; readonly entry: HealthyEntry; readonly reason: string } | NotYet;

interface NotYet {
  readonly kind: 'notYet';
  readonly reason: string;
}

interface Wanted {
  readonly minRequests: number;
  readonly minSeconds: number;
}

/**
 * Why a version is not Healthy, whatever it has served: CloudWatch is paid for each metric of a question, so it is asked
 * only where its answer matters.
 * @returns undefined when it depends on the traffic
 */
export function refuseBeforeTraffic(
  entry: BakingEntry,
  sight: Sight,
  { minSeconds }: Pick<Wanted, 'minSeconds'>,
): NotYet | undefined {
  const seconds = secondsOf(entry, sight);
  const doubtful = sight.signals.filter((signal) => !speaksForHealth(signal)).map(({ name }) => name);
  const why =
    interruption(entry, sight) ??
    (doubtful.length > 0 ? `not OK: ${doubtful.join(', ')}` : undefined) ??
    (seconds < minSeconds ? 'not long enough' : undefined);
  if (why === undefined) return undefined;
  return { kind: 'notYet', reason: `Version ${entry.version}: ${why}; ${seconds} s (${minSeconds} s wanted).` };
}

/** For half an hour a version's traffic is looked at by each visit, then in every fifth minute: each look is paid for. */
const EACH_VISIT_SECONDS = 1_800;
const LOOK_SECONDS = 300;

/** Why the traffic of a version that has baked for long is not looked at in this visit. A look that failed is due in the next. */
export function refuseBetweenLooks(
  { entry, seenBefore }: Extract<Bake, { kind: 'baking' }>,
  sight: Sight,
  { minSeconds }: Pick<Wanted, 'minSeconds'>,
): NotYet | undefined {
  const seconds = secondsOf(entry, sight);
  const looks = (age: number) => Math.floor(age / LOOK_SECONDS);
  const isDue =
    seconds <= minSeconds + EACH_VISIT_SECONDS || looks(seconds) > looks(secondsOf(entry, { now: seenBefore }));
  if (isDue) return undefined;
  const next = (looks(seconds) + 1) * LOOK_SECONDS - seconds;
  return {
    kind: 'notYet',
    reason: `Version ${entry.version}: its traffic did not make it Healthy; it is looked at again in ${next} s.`,
  };
}

/**
 * Calls a version Healthy on data alone: enough requests, for long enough, alone on the alias, without faults and with
 * every signal OK. Silence attests nothing.
 * @param traffic of this version through the alias since `entry.since`
 */
export function attest(
  entry: BakingEntry,
  sight: Sight,
  traffic: { readonly requests: number; readonly errors: number; readonly p95Ms: number | null },
  wanted: Wanted,
): Attestation {
  const refusal = refuseBeforeTraffic(entry, sight, wanted);
  if (refusal !== undefined) return refusal;

  const { requests, errors, p95Ms } = traffic;
  const seconds = secondsOf(entry, sight);
  const numbers = `${requests} requests (${wanted.minRequests} wanted) with ${errors} errors in ${seconds} s (${wanted.minSeconds} s wanted)`;
  const notYet = (why: string): Attestation => ({
    kind: 'notYet',
    reason: `Version ${entry.version}: ${why}; ${numbers}.`,
  });

  if (requests < wanted.minRequests || requests === 0) return notYet('not enough requests');
  if (errors / requests > MAX_ERROR_RATIO) return notYet(`more than ${MAX_ERROR_RATIO * 100} % errors`);
  return {
    kind: 'healthy',
    entry: {
      state: 'Healthy',
      version: entry.version,
      since: entry.since,
      healthyAt: sight.now,
      rule: 'traffic',
      requests,
      errors,
      p95Ms,
      ...codeOf(entry),
    },
    reason: `Version ${entry.version} is Healthy: ${numbers}, all signals OK.`,
  };
}

const codeOf = ({ codeSha256 }: { readonly codeSha256?: string | undefined }) =>
  codeSha256 === undefined ? {} : { codeSha256 };

const secondsOf = ({ since }: BakingEntry, { now }: Pick<Sight, 'now'>): number => Math.floor((now - since) / 1000);

/**
 * A signal about faults has data with every request, so only OK will do. Latency percentiles stay without a state on few
 * samples, and throttles without a throttled call: for those, not ringing is enough.
 */
const speaksForHealth = ({ kind, state }: Signal): boolean => (kind === 'faults' ? state === 'OK' : state !== 'ALARM');

/** Why the version's time does not count, as the end of a sentence about it. */
function interruption(entry: BakingEntry, sight: Sight): string | undefined {
  const [added] = Object.keys(sight.weights);
  const ringing = sight.signals.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  const gap = Math.round((sight.now - entry.seenAt) / 1000);
  if (sight.faults === null) return 'has an environment that cannot be read';
  if (hasFaults(sight.faults)) return `carries ${describeFaults(sight.faults)}`;
  if (added !== undefined) return `shares the alias with version ${added}`;
  if (sight.incidentOpen) return 'is the subject of an open incident';
  if (ringing.length > 0) return `is live while ${ringing.join(', ')} rings`;
  if (gap > MAX_GAP_SECONDS) return `was not seen live for ${gap} s`;
  return undefined;
}
