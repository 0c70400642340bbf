import { NotEmulatedError } from '../../kernel/errors';
import type { Samples } from './samples';

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

/** Refuses statistics that `statisticOf` has not. */
export function checkStatistic(statistic: string): void {
  const plain = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];
  if (!plain.includes(statistic) && percentOf(statistic) === undefined) throw refused(statistic);
}

/**
 * Samples below which CloudWatch calls a percentile not significant: 10 / (1 - p) in the upper half, 10 / p in the
 * lower. A p95 needs 200.
 */
export function significantCount(percent: number): number {
  const p = percent / 100;
  return 10 / (p >= 0.5 ? 1 - p : p);
}

const refused = (statistic: string) => new NotEmulatedError(`the statistic ${statistic}`);
