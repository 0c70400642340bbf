export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type TreatMissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** One point of the evaluation range: breaching or not, or undefined when the period has no data. */
export type Point = boolean | undefined;

export interface AlarmRule {
  /** N: points that are judged. */
  readonly evaluationPeriods: number;
  /** M: of those, how many must breach. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/**
 * How many periods an alarm looks back over for N points. AWS says only that it is more than N, and 5 for N = 3 with
 * five-minute periods; N + 2 is also what the one published measurement shows (period 900 s, N = 1: back to OK
 * 46 min 20 s after the last point).
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + Math.max(Math.floor(evaluationPeriods / 3), 2);
}

/**
 * The state that the points call for, or `keep` for no change.
 * @param points newest first, as long as the evaluation range.
 *
 * Reproduces both tables of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function decideAlarm(rule: AlarmRule, points: readonly Point[]): AlarmState | 'keep' {
  const { evaluationPeriods: n, datapointsToAlarm: m, treatMissingData } = rule;
  const real = points.filter((point) => point !== undefined);
  // Enough real points: gaps are stepped over, however old the points are.
  if (real.length >= n) return stateFor(breaching(real.slice(0, n)), m);
  if (real.length === 0) return withoutData(treatMissingData);
  const found = breaching(real);
  switch (treatMissingData) {
    case 'breaching':
      return stateFor(found + n - real.length, m);
    case 'notBreaching':
      return stateFor(found, m);
    case 'missing':
    case 'ignore':
      if (found >= m) return 'ALARM';
      if (!isPremature(points, m)) return 'OK';
      return treatMissingData === 'missing' ? 'ALARM' : 'keep';
    default:
      return unknown(treatMissingData);
  }
}

function withoutData(treatMissingData: TreatMissingData): AlarmState | 'keep' {
  switch (treatMissingData) {
    case 'breaching':
      return 'ALARM';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return 'keep';
    case 'missing':
      return 'INSUFFICIENT_DATA';
    default:
      return unknown(treatMissingData);
  }
}

/**
 * AWS's "premature alarm state": nothing but breaching points, the oldest of them at least M periods old. It rings
 * before M points have breached, since the missing ones may never come.
 */
function isPremature(points: readonly Point[], m: number): boolean {
  const oldest = points.findLastIndex((point) => point !== undefined) + 1;
  return oldest >= m && !points.includes(false);
}

const breaching = (real: readonly Point[]): number => real.filter((point) => point === true).length;
const stateFor = (found: number, m: number): AlarmState => (found >= m ? 'ALARM' : 'OK');

function unknown(mode: never): never {
  throw new Error(`unknown treatMissingData ${mode}`);
}
