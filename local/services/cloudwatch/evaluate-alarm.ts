import { breaches, type MetricAlarm, type StateRecord } from './alarm';
import { decideAlarm, evaluationRange } from './alarm-decision';
import { type Datapoint, reasonDataFor, reasonFor, usedPoints } from './alarm-reason';
import type { MetricStore } from './metric-store';
import { pointsOf } from './query-points';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** ms between two evaluations: 10 s below periods of a minute, else a minute, and an hour when it looks back over more than a day. */
export function evaluationInterval({ settings }: MetricAlarm): number {
  const { period, rule } = settings;
  if (period < MINUTE) return 10_000;
  return period * rule.evaluationPeriods > DAY ? 60 * MINUTE : MINUTE;
}

/**
 * The state that an alarm should be in now, or undefined when it should keep the one it has.
 *
 * The window ends with the last whole minute (or ten seconds) and slides with each evaluation, so that a period of
 * five minutes is judged over minutes 1-5, then 2-6. What arrives late is missing from the newest point until the
 * next evaluation. An alarm that looks back over more than a day is evaluated once an hour, by data up to that hour.
 */
export function evaluateAlarm(alarm: MetricAlarm, store: MetricStore, now: number): StateRecord | undefined {
  const points = recentPoints(alarm, store, now);
  const { settings, state } = alarm;
  const used = usedPoints(settings, points);
  if (
    settings.leastSamples > 0 &&
    used.some(({ value, count }) => value !== undefined && count < settings.leastSamples)
  ) {
    return undefined;
  }
  const judged = points.map(({ value }) =>
    value === undefined ? undefined : breaches(settings.comparison, value, settings.threshold),
  );
  const decision = decideAlarm(settings.rule, judged);
  if (decision === 'keep' || decision === state.value) return undefined;
  return {
    value: decision,
    reason: reasonFor(decision, settings, used),
    reasonData: reasonDataFor(settings, used, now),
    time: now,
  };
}

/** Newest first. */
function recentPoints(alarm: MetricAlarm, store: MetricStore, now: number): Datapoint[] {
  const { period, rule, queries, judged } = alarm.settings;
  const interval = evaluationInterval(alarm);
  const end = Math.floor(now / interval) * interval;
  const count = evaluationRange(rule.evaluationPeriods);
  const start = end - count * period;
  const { values, counts } = pointsOf(store, queries, judged, start, count);
  return values.map((value, index) => ({ time: start + index * period, value, count: counts[index] ?? 0 })).reverse();
}
