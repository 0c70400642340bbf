import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { HEALER_METRICS } from '../../contract';
import type { CountedMetric, Ports } from '../ports';

/** The metrics that are durations; all others are counts. */
const SECONDS: ReadonlySet<CountedMetric> = new Set<CountedMetric>([
  'decideSeconds',
  'actSeconds',
  'proveSeconds',
  'timeToHealSeconds',
]);

/**
 * Counts in EMF on standard output. Each count is flushed at once, so that it is not lost with a later failure.
 * @param environment dev or prod: the only dimension
 */
export function countMetrics(environment: string): Ports['count'] {
  const metrics = new Metrics({ namespace: HEALER_METRICS.namespace });
  // Powertools would add a dimension "service", and CloudWatch does not roll dimensions up: the alarms would see nothing.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [HEALER_METRICS.dimensions.environment]: environment });
  return (metric: CountedMetric, value = 1) => {
    metrics.addMetric(HEALER_METRICS[metric], SECONDS.has(metric) ? MetricUnit.Seconds : MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
}
