import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken } from './alarm-history';
import { check, oneOf, text } from './constraints';
import type { MetricStore, StoredMetric } from './metric-store';

const HOUR = 3_600_000;
const TWO_WEEKS = 14 * 24 * HOUR;

/** Metrics with data in the last two weeks, or in the last three hours. */
export function listMetrics(store: MetricStore, input: ListMetricsInput, now: number): ListMetricsOutput {
  check(input, {
    Namespace: text(1, 255),
    MetricName: text(1, 255),
    Dimensions: text(0, 10),
    RecentlyActive: oneOf('PT3H'),
  });
  only('ListMetrics', input, ['Namespace', 'MetricName', 'Dimensions', 'NextToken', 'RecentlyActive']);
  const since = now - (input.RecentlyActive === 'PT3H' ? 3 * HOUR : TWO_WEEKS);
  const { Namespace: namespace, MetricName: name, Dimensions: wanted = [] } = input;
  const found = store
    .all()
    .filter((metric) => newestOf(metric) >= since)
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

const newestOf = ({ byUnit }: StoredMetric): number =>
  Math.max(...[...byUnit.values()].map(({ newest }) => newest ?? Number.NEGATIVE_INFINITY));
