import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Samples } from './samples';

export const PLAIN_STATISTICS: readonly string[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/** `p0` to `p100`, with decimals, to the number; undefined for anything else. */
export function percentOf(statistic: string): number | undefined {
  const digits = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic)?.[1];
  const percent = digits === undefined ? Number.NaN : Number(digits);
  return percent >= 0 && percent <= 100 ? percent : undefined;
}

/** A statistic of samples that are not empty. Trimmed means and the like are refused. */
export function statisticOf(statistic: string, samples: Samples): number {
  switch (statistic) {
    case 'Sum':
      return samples.sum;
    case 'Average':
      return samples.sum / samples.count;
    case 'Minimum':
      return samples.min;
    case 'Maximum':
      return samples.max;
    case 'SampleCount':
      return samples.count;
    default: {
      const percent = percentOf(statistic);
      if (percent === undefined) throw refused(statistic);
      return samples.percentile(percent);
    }
  }
}

/** Trimmed and winsorized means, percentile ranks and their like, which are not emulated. */
const OTHERS = /^(IQM|(tm|wm|tc|ts|pr)\S+|(TM|WM|TC|TS|PR)\(.*\))$/;

/** Whether CloudWatch has such a statistic. */
export const isStatistic = (statistic: string): boolean =>
  PLAIN_STATISTICS.includes(statistic) || percentOf(statistic) !== undefined || OTHERS.test(statistic);

/** Refuses statistics that `statisticOf` has not. */
export function checkStatistic(statistic: string): void {
  if (!PLAIN_STATISTICS.includes(statistic) && percentOf(statistic) === undefined) throw refused(statistic);
}

/**
 * Samples below which CloudWatch calls a percentile not significant: 10 / (1 - p) in the upper half, 10 / p in the
 * lower. A p95 needs 200.
 */
export function significantCount(percent: number): number {
  const p = percent / 100;
  return 10 / (p >= 0.5 ? 1 - p : p);
}

/**
 * The periods that a request is about, aligned to whole multiples since the epoch: the first begins at or before
 * `start`.
 * @param code of the error when there is no time between the two; AWS's differs by operation
 */
export function alignedPeriods(
  start: Date | undefined,
  end: Date | undefined,
  period: number,
  code: string,
): { first: number; count: number } {
  if (start === undefined || end === undefined || start >= end) {
    throw new ServiceError(code, 'The parameter StartTime must be less than the parameter EndTime.');
  }
  const first = Math.floor(start.getTime() / period) * period;
  return { first, count: Math.ceil((end.getTime() - first) / period) };
}

const refused = (statistic: string) => new NotEmulatedError(`the statistic ${statistic}`);
