/** Times of an incident. Epoch milliseconds; undefined when the incident has not come so far. */
export interface Milestones {
  readonly alarmAt: number | undefined;
  readonly decidedAt: number | undefined;
  readonly actedAt: number | undefined;
  readonly provenAt: number | undefined;
}

/** Seconds spent in each stage after the alarm, and in all of them. Detection lies before it: only who injects the fault can time that. */
export function stages({ alarmAt, decidedAt, actedAt, provenAt }: Milestones) {
  return {
    decideSeconds: between(alarmAt, decidedAt),
    actSeconds: between(decidedAt, actedAt),
    proveSeconds: between(actedAt, provenAt),
    timeToHealSeconds: between(alarmAt, provenAt),
  };
}

const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.round((to - from) / 100) / 10;
