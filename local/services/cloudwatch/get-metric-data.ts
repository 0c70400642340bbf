import type {
  Datapoint,
  GetMetricDataInput,
  GetMetricDataOutput,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { dimensionsOf, periodOf, periodOfQuery, pointsOf, type Query, readQueries } from './metric-query';
import type { MetricStore } from './metric-store';
import { Samples } from './samples';
import { checkStatistic, statisticOf } from './statistic';

/** Points that one answer may hold. */
const MOST_DATA = 100_800;
const MOST_STATISTICS = 1440;

/** Periods are aligned to whole multiples since the epoch; the first begins at or before StartTime. */
function periods(start: Date | undefined, end: Date | undefined, period: number): { first: number; count: number } {
  if (start === undefined || end === undefined || start >= end) {
    throw new ServiceError('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  const first = Math.floor(start.getTime() / period) * period;
  return { first, count: Math.ceil((end.getTime() - first) / period) };
}

export function getMetricData(store: MetricStore, input: GetMetricDataInput): GetMetricDataOutput {
  only('GetMetricData', input, ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints']);
  const given = input.MetricDataQueries ?? [];
  if (given.length > 500)
    throw new ServiceError(
      'ValidationError',
      'The collection MetricDataQueries must not have a size greater than 500.',
    );
  const queries = readQueries(given);
  const results = queries.filter(({ returned }) => returned).map((query) => result(store, queries, query, input));
  const points = results.reduce((sum, { Values = [] }) => sum + Values.length, 0);
  if (points > (input.MaxDatapoints ?? MOST_DATA)) {
    throw new ServiceError(
      'NotEmulated',
      'The embedded AWS does not implement further pages of GetMetricData: ask for a shorter time.',
      501,
    );
  }
  return { MetricDataResults: results, Messages: [] };
}

function result(
  store: MetricStore,
  queries: readonly Query[],
  query: Query,
  input: GetMetricDataInput,
): MetricDataResult {
  const period = periodOfQuery(queries, query);
  const { first, count } = periods(input.StartTime, input.EndTime, period);
  const { values } = pointsOf(store, queries, query.id, first, count);
  const points = values.flatMap((value, index) =>
    value === undefined ? [] : [{ value, time: first + index * period }],
  );
  if (input.ScanBy !== 'TimestampAscending') points.reverse();
  return {
    Id: query.id,
    Label: query.label ?? (query.source.kind === 'stat' ? query.source.metric.name : query.id),
    Timestamps: points.map(({ time }) => new Date(time)),
    Values: points.map(({ value }) => value),
    StatusCode: 'Complete',
  };
}

export function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsInput): GetMetricStatisticsOutput {
  only('GetMetricStatistics', input, [
    'Namespace',
    'MetricName',
    'Dimensions',
    'StartTime',
    'EndTime',
    'Period',
    'Statistics',
    'ExtendedStatistics',
    'Unit',
  ]);
  const { Statistics: plain = [], ExtendedStatistics: extended = [], Unit: unit } = input;
  if (plain.length + extended.length === 0) {
    throw new ServiceError('MissingParameter', 'The parameter Statistics or ExtendedStatistics must be given.');
  }
  for (const statistic of [...plain, ...extended]) checkStatistic(statistic);
  const period = periodOf(input.Period ?? 0);
  const { first, count } = periods(input.StartTime, input.EndTime, period);
  if (count > MOST_STATISTICS) {
    throw new ServiceError(
      'InvalidParameterCombination',
      `You have requested up to ${count} datapoints, which exceeds the limit of ${MOST_STATISTICS}.`,
    );
  }
  const id = {
    namespace: input.Namespace ?? '',
    name: input.MetricName ?? '',
    dimensions: dimensionsOf(input.Dimensions),
  };
  const metric = store.all().find(({ id: known }) => sameMetric(known, id));
  const datapoints: Datapoint[] = [];
  for (const [ofUnit, series] of metric?.byUnit ?? []) {
    if (unit !== undefined && unit !== ofUnit) continue;
    for (let index = 0; index < count; index += 1) {
      const from = first + index * period;
      const samples = new Samples();
      series.collect(from, from + period, samples);
      if (samples.count === 0) continue;
      datapoints.push({
        Timestamp: new Date(from),
        ...Object.fromEntries(plain.map((statistic) => [statistic, statisticOf(statistic, samples)])),
        ...(extended.length > 0 && {
          ExtendedStatistics: Object.fromEntries(
            extended.map((statistic) => [statistic, statisticOf(statistic, samples)]),
          ),
        }),
        Unit: ofUnit as NonNullable<Datapoint['Unit']>,
      });
    }
  }
  return { Label: id.name, Datapoints: datapoints };
}

type Id = Parameters<MetricStore['series']>[0];

function sameMetric(a: Id, b: Id): boolean {
  const names = Object.keys(a.dimensions);
  return (
    a.namespace === b.namespace &&
    a.name === b.name &&
    names.length === Object.keys(b.dimensions).length &&
    names.every((name) => a.dimensions[name] === b.dimensions[name])
  );
}
