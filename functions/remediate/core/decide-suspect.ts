import { blame, describeServed, servedBy } from './blame';
import { entryOf } from './candidates';
import { MAX_WAIT_SECONDS, type MaybeDecision } from './decide-guards';
import { escalate } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { AliasEvidence, Evidence, SignalEvidence } from './evidence';

/** Time that metrics and the alarm's own evaluation take beside the periods that it looks at. Seconds. */
const DELAY_SECONDS = 60;
const LOOK_AGAIN_SECONDS = 10;
/** An alarm of a minute that was set by hand is evaluated anew twice in this time. */
const UNEXPLAINED_SECONDS = 120;

/**
 * Is the alarm about what is live now? The alias may have been moved since the data that made it ring: then the
 * alarm speaks of a version that is gone, and rolling back would take a newer release away. The live version is held
 * responsible when data from after the move breach, when its own requests fail, or when the alarm still rings after
 * all older data have left its view, while the version had traffic. Until one of these is so, it is waited for.
 */
export function aliasMovedSince(
  evidence: Evidence,
  alias: AliasEvidence,
  policy: DecisionPolicy,
  now: number,
): MaybeDecision {
  if (evidence.disproven || Object.keys(alias.weights).length > 0) return undefined;
  const { earliest, latest: movedAt } = alias.since;
  const accusers = accusersOf(evidence, movedAt);
  if (accusers.length === 0 || earliest === undefined) return undefined;
  // Without a time in its reason a signal says nothing of when its data are from: a composite one, one set by hand.
  if (accusers.some(({ newestBreachAt }) => newestBreachAt !== undefined && newestBreachAt >= movedAt))
    return undefined;

  const live = servedBy(evidence.served, alias.version);
  if (blame(live, policy.prove) === 'broken') return undefined;
  // One that names no data, beside others whose data are old, may have been set by hand a moment ago: it has to last from
  // when it rang. Where none names any, `ringsWithoutData` waits.
  const someName = accusers.some(({ newestBreachAt }) => newestBreachAt !== undefined);
  const outlives = accusers.some((signal) => {
    const since = someName && signal.newestBreachAt === undefined ? Math.max(movedAt, evidence.openedAt) : movedAt;
    return signal.state === 'ALARM' && now >= since + viewSeconds(signal) * 1000;
  });
  if (outlives && live.requests > 0) return undefined;

  const names = accusers.map(({ name }) => name).join(', ');
  const moved = `Alias ${alias.name} was moved to version ${alias.version} after the data that made ${names} ring`;
  // From the later of the two, and one look more: an alarm's view of what was before counts from the move.
  const waited = Math.round((now - Math.max(evidence.openedAt, movedAt)) / 1000);
  const limit = Math.max(MAX_WAIT_SECONDS, ...accusers.map((one) => viewSeconds(one) + LOOK_AGAIN_SECONDS));
  if (waited >= limit) {
    return escalate(
      `${moved}, and after ${waited} s nothing tells yet whether this version is to blame: of its own, ${describeServed(live)}.`,
    );
  }
  return {
    kind: 'wait',
    seconds: LOOK_AGAIN_SECONDS,
    reason: `${moved}: of its own, ${describeServed(live)}; looking again in ${LOOK_AGAIN_SECONDS} s.`,
  };
}

/**
 * The signals that are in ALARM. When none is any more, those that rang and know nothing now, if the alias was moved so
 * late that they may have rung about what was live before.
 */
function accusersOf({ signals, openedAt }: Evidence, movedAt: number): readonly SignalEvidence[] {
  const ringing = signals.filter(({ state }) => state === 'ALARM');
  if (ringing.length > 0) return ringing;
  return signals.filter(
    (signal) => signal.rang && signal.state !== 'OK' && openedAt < movedAt + viewSeconds(signal) * 1000,
  );
}

/**
 * An alarm that names no data is a composite one, or was set by hand: that one CloudWatch puts right when it looks at the
 * data again. So long nothing is done, unless what the version has served speaks against it as well.
 */
export function ringsWithoutData(
  evidence: Evidence,
  alias: AliasEvidence,
  { prove }: DecisionPolicy,
  now: number,
): MaybeDecision {
  const ringing = evidence.signals.filter(({ state }) => state === 'ALARM');
  if (ringing.length === 0 || evidence.disproven) return undefined;
  if (ringing.some(({ newestBreachAt }) => newestBreachAt !== undefined)) return undefined;
  const served = [alias.version, ...Object.keys(alias.weights)].map((version) => servedBy(evidence.served, version));
  const waited = Math.round((now - evidence.openedAt) / 1000);
  if (waited >= UNEXPLAINED_SECONDS || served.some((one) => blame(one, prove) === 'broken')) return undefined;
  const names = ringing.map(({ name }) => name).join(', ');
  const told = served.map((one) => `of version ${one.version}, ${describeServed(one)}`).join(', ');
  return {
    kind: 'wait',
    seconds: LOOK_AGAIN_SECONDS,
    reason: `No data are known that made ${names} ring, ${waited} s after the incident opened (${told}); looking again in ${LOOK_AGAIN_SECONDS} s.`,
  };
}

/** A version that has served well for long does not break by itself; what has changed is somewhere else. */
export function probablyNotTheCause(
  evidence: Evidence,
  alias: AliasEvidence,
  { suspicionSeconds }: DecisionPolicy,
  now: number,
): MaybeDecision {
  const entry = entryOf(evidence.ledger, alias.version);
  const unchanged = Math.floor((now - alias.since.latest) / 1000);
  if (entry?.state !== 'Healthy' || Object.keys(alias.weights).length > 0 || unchanged < suspicionSeconds) {
    return undefined;
  }
  return escalate(
    `Version ${alias.version} is Healthy and has been live unchanged for ${hours(unchanged)} h (suspicion window ${hours(suspicionSeconds)} h): it is probably not the cause, so traffic was not moved.`,
  );
}

/** An alarm looks a little further back than its N periods: N + 2 of them, as far as is known. */
const viewSeconds = ({ spanSeconds, periodSeconds }: SignalEvidence): number =>
  spanSeconds + 2 * periodSeconds + DELAY_SECONDS;

const hours = (seconds: number): number => Math.round(seconds / 360) / 10;
