import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MessageData,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken } from './alarm-history';
import { check, oneOf, required } from './constraints';
import { distinctLabel, labelOf, periodOfQuery, type Query, readQueries } from './metric-query';
import type { MetricStore } from './metric-store';
import { seriesOf } from './query-points';
import { alignedPeriods } from './statistic';

/** Points that one answer may hold. */
const MOST_DATA = 100_800;
const MOST_QUERIES = 500;

interface FoundPoint {
  readonly result: number;
  readonly time: number;
  readonly value: number;
}

export function getMetricData(store: MetricStore, input: GetMetricDataInput): GetMetricDataOutput {
  only('GetMetricData', input, ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints', 'NextToken']);
  check(input, {
    MetricDataQueries: required(),
    StartTime: required(),
    EndTime: required(),
    ScanBy: oneOf('TimestampDescending', 'TimestampAscending'),
  });
  const given = input.MetricDataQueries ?? [];
  if (given.length > MOST_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`);
  }
  const size = input.MaxDatapoints ?? MOST_DATA;
  if (size < 1 || size > MOST_DATA) throw invalid(`MaxDatapoints must be between 1 and ${MOST_DATA}.`);
  const queries = readQueries(given);
  const results = queries.filter(({ returned }) => returned).flatMap((query) => computed(store, queries, query, input));
  const points = results.flatMap(({ points }, result) => points.map((point) => ({ result, ...point })));
  const { items, next } = page<FoundPoint>(points, input.NextToken, size, invalidToken);
  const last = items.at(-1);
  const cut = last !== undefined && points[points.indexOf(last) + 1]?.result === last.result ? last.result : undefined;
  return {
    MetricDataResults: results.flatMap((result, index) => {
      const shown = items.filter((point) => point.result === index);
      // A result without points belongs to the page on which its neighbours are.
      const isEmpty = result.points.length === 0 && input.NextToken === undefined;
      if (shown.length === 0 && !isEmpty) return [];
      return [resultOf(result, shown, cut === index)];
    }),
    Messages: [],
    ...(next !== undefined && { NextToken: next }),
  };
}

interface Computed {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Omit<FoundPoint, 'result'>[];
  readonly messages: MessageData[] | undefined;
}

function computed(
  store: MetricStore,
  queries: readonly Query[],
  query: Query,
  { StartTime: from, EndTime: to, ScanBy: order }: GetMetricDataInput,
): Computed[] {
  const period = periodOfQuery(queries, query);
  const { first, count } = alignedPeriods(from, to, period, 'ValidationError');
  const units = unitsOf(store, query, first, first + count * period);
  const single = units.length > 1 ? ofUnit(query, units[0]) : query;
  const messages =
    units.length > 1
      ? [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` }]
      : undefined;
  return seriesOf(store, queries, single, first, count).map(({ label, points }, _, all) => {
    const there = points.flatMap((value, index) =>
      value === undefined ? [] : [{ value, time: first + index * period }],
    );
    if (order !== 'TimestampAscending') there.reverse();
    // Of an array, each time series is labelled by the expression and by what it was made of.
    const own = distinctLabel(queries, query);
    return {
      id: query.id,
      label: all.length > 1 || label !== labelOf(query) ? `${own} ${label}` : own,
      points: there,
      messages,
    };
  });
}

/** Units in which the metric of a query without unit has data; one answer has values of the first of them alone. */
function unitsOf(store: MetricStore, { source }: Query, from: number, to: number): string[] {
  if (source.kind !== 'stat' || source.unit !== undefined) return [];
  return store.units(source.metric, from, to);
}

const ofUnit = (query: Query, unit: string | undefined): Query =>
  query.source.kind === 'stat' ? { ...query, source: { ...query.source, unit } } : query;

function resultOf({ id, label, messages }: Computed, shown: readonly FoundPoint[], isCut: boolean): MetricDataResult {
  return {
    Id: id,
    Label: label,
    Timestamps: shown.map(({ time }) => new Date(time)),
    Values: shown.map(({ value }) => value),
    StatusCode: isCut ? 'PartialData' : 'Complete',
    ...(messages !== undefined && { Messages: messages }),
  };
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
