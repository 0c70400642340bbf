import { Logger } from '@aws-lambda-powertools/logger';
import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import { API_METRICS } from '../contract';
import type { Served } from './api';

export const logger = new Logger();
const tracer = new Tracer({ captureHTTPsRequests: false });
const metrics = new Metrics({ namespace: API_METRICS.namespace });
// Powertools adds a dimension `service` of its own; with it these would be metrics that no alarm watches.
metrics.clearDefaultDimensions();

/** Writes one EMF line with the three metrics of a request. */
export function measure(served: Served, context: Context): void {
  const { dimensions, request, fault, latency } = API_METRICS;
  metrics
    .addDimensions({
      [dimensions.functionName]: context.functionName,
      [dimensions.alias]: aliasOf(context.invokedFunctionArn),
    })
    .addMetric(request, MetricUnit.Count, 1, MetricResolution.High)
    .addMetric(fault, MetricUnit.NoUnit, served.fault ? 1 : 0, MetricResolution.High)
    .addMetric(latency, MetricUnit.Milliseconds, served.latencyMs, MetricResolution.High)
    .publishStoredMetrics();
}

/**
 * The alias through which a call came, or `none`: calls of a version or of `$LATEST` (preflights, a developer's try)
 * are not the target's traffic.
 * @param invokedFunctionArn arn:aws:lambda:<region>:<account>:function:<name>, with `:<qualifier>` if there was one
 */
export function aliasOf(invokedFunctionArn: string): string {
  const qualifier = invokedFunctionArn.split(':')[7];
  return qualifier === undefined || /^(\$LATEST|\d+)$/.test(qualifier) ? 'none' : qualifier;
}

/** Runs the work within a segment of the trace; outside of AWS, where nobody traces, just runs it. */
export async function traced<T>(work: () => Promise<T>): Promise<T> {
  if (!tracer.isTracingEnabled()) return work();
  return tracer.provider.captureAsyncFunc('## handler', async (subsegment) => {
    tracer.annotateColdStart();
    tracer.addServiceNameAnnotation();
    try {
      return await work();
    } catch (error) {
      tracer.addErrorAsMetadata(error as Error);
      throw error;
    } finally {
      subsegment?.close();
    }
  }) as Promise<T>;
}
