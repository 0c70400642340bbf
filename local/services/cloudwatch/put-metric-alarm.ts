import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import type { AlarmSettings, StaticComparison } from './alarm';
import type { TreatMissingData } from './alarm-decision';
import { both, check, matching, number, oneOf, required, text } from './constraints';
import { periodOfQuery, type Query, readQueries } from './metric-query';
import { givesArray } from './query-points';
import { isStatistic, PLAIN_STATISTICS, percentOf, significantCount } from './statistic';

const KNOWN = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
  'Tags',
];
const COMPARISONS: readonly string[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] satisfies StaticComparison[];
const TREATMENTS: readonly string[] = ['breaching', 'notBreaching', 'ignore', 'missing'] satisfies TreatMissingData[];
const BANDS: readonly string[] = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Checks the input of PutMetricAlarm as AWS does, and refuses what has no effect here. */
export function readAlarm(input: PutMetricAlarmInput): AlarmSettings {
  check(input, {
    AlarmName: required(text(1, 255)),
    AlarmDescription: text(0, 1024),
    MetricName: text(1, 255),
    Namespace: both(text(1, 255), matching('[^:].*')),
    Statistic: oneOf(...PLAIN_STATISTICS),
    Dimensions: text(0, 30),
    Period: number(1),
    EvaluationPeriods: number(1),
    DatapointsToAlarm: number(1),
    ComparisonOperator: required(oneOf(...COMPARISONS, ...BANDS)),
    TreatMissingData: text(1, 255),
    EvaluateLowSampleCountPercentile: text(1, 255),
    OKActions: text(0, 5),
    AlarmActions: text(0, 5),
    InsufficientDataActions: text(0, 5),
    Tags: text(0, 50),
  });
  // Before what is unknown in general, so that anomaly detection is refused by its name.
  const comparison = comparisonOf(input);
  only('PutMetricAlarm', input, KNOWN);
  if (input.Metrics !== undefined) refuseBeside(input);
  if (input.Period !== undefined) checkPeriod(input.Period * 1000);
  const queries = readQueries(input.Metrics ?? [plainQuery(input)]);
  const judged = judgedQuery(queries);
  const period = periodOfQuery(queries, judged);
  checkPeriod(period);
  const { EvaluationPeriods: evaluationPeriods, Threshold: threshold } = input;
  if (evaluationPeriods === undefined) throw missing('EvaluationPeriods');
  checkSpan(evaluationPeriods, period);
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  if (datapointsToAlarm > evaluationPeriods) {
    throw invalid('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  if (threshold === undefined) throw missing('Threshold');
  checkActions(input);
  return {
    input,
    queries,
    judged,
    period,
    rule: { evaluationPeriods, datapointsToAlarm, treatMissingData: treatmentOf(input) },
    threshold,
    comparison,
    leastSamples: leastSamples(input, judged),
  };
}

/** @param period ms */
function checkPeriod(period: number): void {
  if ([10_000, 20_000, 30_000].includes(period) || period % 60_000 === 0) return;
  throw invalid('Period must be 10, 20, 30 or a multiple of 60');
}

/** Every alarm looks back over at most a day, one with periods of an hour or more over at most a week. */
function checkSpan(evaluationPeriods: number, period: number): void {
  const span = evaluationPeriods * period;
  if (period < HOUR && span > DAY) {
    throw invalid('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).');
  }
  if (span > 7 * DAY) {
    throw invalid('Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800).');
  }
}

/** What describes a single metric has no place beside a list of metrics. */
function refuseBeside(input: PutMetricAlarmInput): void {
  const beside = (
    ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Unit', 'Statistic', 'ExtendedStatistic'] as const
  ).find((member) => input[member] !== undefined);
  if (beside !== undefined) throw invalid(`${beside} should not be set if list of Metrics is set.`);
}

/** The single metric of an alarm without Metrics, as a query. */
function plainQuery(input: PutMetricAlarmInput): MetricDataQuery {
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = input;
  if (MetricName === undefined) throw missing('MetricName');
  if (Namespace === undefined) throw missing('Namespace');
  if (Period === undefined) throw missing('Period');
  if (Statistic === undefined && ExtendedStatistic === undefined) {
    throw invalid('Either Statistic or ExtendedStatistic must be specified');
  }
  if (Statistic !== undefined && ExtendedStatistic !== undefined) {
    throw invalid('Statistic and ExtendedStatistic cannot be specified together');
  }
  if (ExtendedStatistic !== undefined && !isStatistic(ExtendedStatistic)) {
    throw invalid(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  return {
    Id: 'm1',
    MetricStat: {
      Metric: { Namespace, MetricName, ...(Dimensions !== undefined && { Dimensions }) },
      Period,
      Stat: Statistic ?? ExtendedStatistic,
      ...(Unit !== undefined && { Unit }),
    },
  };
}

function judgedQuery(queries: readonly Query[]): Query {
  const [judged, ...others] = queries.filter(({ returned }) => returned);
  if (judged === undefined || others.length > 0) {
    throw invalid('Exactly one element of the metrics list should return data.');
  }
  if (givesArray(queries, judged)) {
    throw invalid(`The expression of ${judged.id} gives an array: an alarm needs a single time series`);
  }
  return judged;
}

function treatmentOf({ TreatMissingData, Namespace }: PutMetricAlarmInput): TreatMissingData {
  // Alarms on DynamoDB's own metrics ignore missing data unless told otherwise.
  if (TreatMissingData === undefined) return Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing';
  if (TREATMENTS.includes(TreatMissingData)) return TreatMissingData as TreatMissingData;
  throw invalid(
    `Option ${TreatMissingData} is not supported. Supported options for parameter TreatMissingData are breaching, notBreaching, ignore and missing.`,
  );
}

function comparisonOf({
  ComparisonOperator: operator,
  ThresholdMetricId: band,
}: PutMetricAlarmInput): StaticComparison {
  if (operator !== undefined && BANDS.includes(operator))
    throw new NotEmulatedError(`alarms on anomaly bands (${operator})`);
  if (band !== undefined) throw new NotEmulatedError('ThresholdMetricId of PutMetricAlarm: anomaly detection');
  return operator as StaticComparison;
}

function leastSamples({ EvaluateLowSampleCountPercentile: low }: PutMetricAlarmInput, { source }: Query): number {
  if (low !== undefined && low !== 'evaluate' && low !== 'ignore') {
    throw invalid(
      `Option ${low} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
    );
  }
  const percent = source.kind === 'stat' ? percentOf(source.statistic) : undefined;
  return low === 'ignore' && percent !== undefined ? significantCount(percent) : 0;
}

type Actions = Pick<PutMetricAlarmInput, 'OKActions' | 'AlarmActions' | 'InsufficientDataActions'>;

/** Refuses what an alarm cannot do here. */
export function checkActions({ OKActions = [], AlarmActions = [], InsufficientDataActions = [] }: Actions): void {
  const other = [...OKActions, ...AlarmActions, ...InsufficientDataActions].find(
    (arn) => !arn.startsWith('arn:aws:sns:'),
  );
  if (other !== undefined) throw new NotEmulatedError(`the alarm action ${other}: only SNS topics`);
}

const missing = (parameter: string): ServiceError => invalid(`${parameter} must not be null`);
const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
