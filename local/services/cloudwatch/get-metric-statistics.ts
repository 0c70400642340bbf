import type { Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { check, each, number, oneOf, required, text } from './constraints';
import { dimensionsOf, periodOf } from './metric-query';
import { type MetricStore, sameMetric } from './metric-store';
import { Samples } from './samples';
import { alignedPeriods, checkStatistic, PLAIN_STATISTICS, statisticOf } from './statistic';

const MOST_POINTS = 1440;

/** Units are kept apart: each gives points of its own. */
export function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsInput): GetMetricStatisticsOutput {
  check(input, {
    Namespace: required(text(1, 255)),
    MetricName: required(text(1, 255)),
    Dimensions: text(0, 30),
    StartTime: required(),
    EndTime: required(),
    Period: required(number(1)),
    Statistics: each(oneOf(...PLAIN_STATISTICS)),
    ExtendedStatistics: text(1, 10),
  });
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
  const { first, count } = alignedPeriods(input.StartTime, input.EndTime, period, 'InvalidParameterValue');
  // By the length of the time asked for: where it begins within a period does not count.
  const asked = Math.ceil(((input.EndTime?.getTime() ?? 0) - (input.StartTime?.getTime() ?? 0)) / period);
  if (asked > MOST_POINTS) {
    throw new ServiceError(
      'InvalidParameterCombination',
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${MOST_POINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
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
