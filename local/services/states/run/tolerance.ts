import type { MapState } from '../definition/asl';
import type { Json } from '../expression/json';
import { evaluateAs } from './evaluate';
import { StateFailure } from './failure';
import { isNonNegativeInteger } from './limits';
import { placed, type Run, type Visit } from './visit';

/** How many items of a Map may fail before it fails; what is undefined sets no limit of its own. */
export interface Tolerance {
  readonly count: number | undefined;
  /** 0 to 100, of all items. */
  readonly percentage: number | undefined;
}

export async function toleranceOf(run: Run, visit: Visit<MapState>): Promise<Tolerance> {
  const { toleratedFailureCount, toleratedFailurePercentage } = visit.state;
  const count =
    toleratedFailureCount === undefined
      ? undefined
      : await evaluateAs(run, visit, toleratedFailureCount, 'non-negative integer', isNonNegativeInteger);
  const percentage =
    toleratedFailurePercentage === undefined
      ? undefined
      : await evaluateAs(run, visit, toleratedFailurePercentage, 'number', isNumber);
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw new StateFailure(
      'States.Runtime',
      placed(run, visit, 'ToleratedFailurePercentage must be between 0 and 100.'),
    );
  return { count, percentage };
}

/** True when the Map says how many failures it bears, be it none. */
export function isTolerant({ count, percentage }: Tolerance): boolean {
  return count !== undefined || percentage !== undefined;
}

/** True when so many failures are more than one of the two limits lets pass. */
export function isExceeded({ count, percentage }: Tolerance, failures: number, items: number): boolean {
  if (count !== undefined && failures > count) return true;
  return percentage !== undefined && (failures * 100) / items > percentage;
}

/** Recorded on AWS. */
export function thresholdExceeded(): StateFailure {
  return new StateFailure(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

const isNumber = (value: Json): value is number => typeof value === 'number';
