import type {
  ListMetricsInput,
  ListMetricsOutput,
  MetricDatum as MetricDatumInput,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import type { MetricDatum, Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken } from './alarm-history';
import { dimensionsOf } from './metric-query';
import type { MetricStore } from './metric-store';

/** The same delay as for a metric that comes by the log: AWS publishes no figure for either. */
export function putMetricData(
  platform: Platform,
  record: (datum: MetricDatum, delay: number) => void,
  input: PutMetricDataInput,
): void {
  only('PutMetricData', input, ['Namespace', 'MetricData']);
  const namespace = input.Namespace ?? '';
  if (namespace === '') throw new ServiceError('MissingParameter', 'The parameter Namespace is required.');
  if (namespace.startsWith('AWS/')) {
    throw new ServiceError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  }
  for (const datum of input.MetricData ?? []) {
    only('MetricDatum', datum, [
      'MetricName',
      'Dimensions',
      'Timestamp',
      'Value',
      'Values',
      'Counts',
      'Unit',
      'StorageResolution',
    ]);
    if ((datum.MetricName ?? '') === '') {
      throw new ServiceError('MissingParameter', 'The parameter MetricData.member.1.MetricName is required.');
    }
    const recorded = {
      namespace,
      name: datum.MetricName as string,
      dimensionSets: [dimensionsOf(datum.Dimensions)],
      values: valuesOf(datum),
      unit: datum.Unit ?? 'None',
      time: datum.Timestamp?.getTime() ?? platform.clock.now(),
      storageResolution: datum.StorageResolution === 1 ? 1 : 60,
    } as const;
    record(recorded, platform.latencies.logToMetric);
  }
}

function valuesOf({ Value, Values, Counts = [] }: MetricDatumInput): number[] {
  if (Value !== undefined && Values === undefined) return [Value];
  if (Values === undefined || Value !== undefined) {
    throw new ServiceError('InvalidParameterCombination', 'Exactly one of Value and Values must be given.');
  }
  return Values.flatMap((value, index) => new Array<number>(Counts[index] ?? 1).fill(value));
}

export function listMetrics(store: MetricStore, input: ListMetricsInput): ListMetricsOutput {
  only('ListMetrics', input, ['Namespace', 'MetricName', 'Dimensions', 'NextToken']);
  const { Namespace: namespace, MetricName: name, Dimensions: wanted = [] } = input;
  const found = store
    .all()
    .map(({ id }) => id)
    .filter(
      (id) =>
        (namespace === undefined || id.namespace === namespace) &&
        (name === undefined || id.name === name) &&
        wanted.every(
          ({ Name = '', Value }) => Name in id.dimensions && (Value === undefined || id.dimensions[Name] === Value),
        ),
    );
  const { items, next } = page(found, input.NextToken, 500, invalidToken);
  return {
    Metrics: items.map((id) => ({
      Namespace: id.namespace,
      MetricName: id.name,
      Dimensions: Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
}
