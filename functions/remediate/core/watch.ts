/** How an alarm looks at its metric. */
export interface AlarmWindow {
  /** Seconds. */
  readonly periodSeconds: number;
  /** N. */
  readonly evaluationPeriods: number;
}

/** An alarm of M of 3 minutes looks at 5 of them. */
const LEAST_SECONDS = 300;

/** How long data from before a moment stay in an alarm's view: CloudWatch looks at N + 2 periods, as far as is known. Seconds. */
export const alarmView = ({ evaluationPeriods, periodSeconds }: AlarmWindow): number =>
  (evaluationPeriods + 2) * periodSeconds;

/**
 * How long a target is watched after a heal, until its alarms have nothing but data from after it in view. A mitigated incident is watched for so long, and for so long a signal may be an echo of data from before the heal.
 * @returns seconds, of the alarm that looks back furthest
 */
export const watchSeconds = (alarms: readonly AlarmWindow[]): number =>
  Math.max(LEAST_SECONDS, ...alarms.map(alarmView));
