import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import type { AlarmSettings, StaticComparison } from './alarm';
import type { TreatMissingData } from './alarm-decision';
import { periodOfQuery, type Query, readQueries } from './metric-query';
import { percentOf, significantCount } from './statistic';

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
const DAY = 86_400_000;

/** Checks the input of PutMetricAlarm as AWS does, and refuses what has no effect here. */
export function readAlarm(input: PutMetricAlarmInput): AlarmSettings {
  only('PutMetricAlarm', input, KNOWN);
  if ((input.AlarmName ?? '') === '') throw missing('AlarmName');
  const queries = readQueries(input.Metrics ?? [plainQuery(input)]);
  const judged = judgedQuery(queries, input.Metrics !== undefined);
  const period = periodOfQuery(queries, judged);
  checkPeriods(queries, period);
  const evaluationPeriods = input.EvaluationPeriods;
  if (evaluationPeriods === undefined || evaluationPeriods < 1) throw missing('EvaluationPeriods');
  if (evaluationPeriods * period > (period >= 3_600_000 ? 7 * DAY : DAY)) {
    throw invalid('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).');
  }
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    throw invalid('DatapointsToAlarm must be between 1 and EvaluationPeriods.');
  }
  if (input.Threshold === undefined) throw missing('Threshold');
  checkActions(input);
  return {
    input,
    queries,
    judged: judged.id,
    period,
    rule: { evaluationPeriods, datapointsToAlarm, treatMissingData: treatmentOf(input) },
    threshold: input.Threshold,
    comparison: comparisonOf(input),
    leastSamples: leastSamples(input),
  };
}

/** The single metric of an alarm without Metrics, as a query. */
function plainQuery(input: PutMetricAlarmInput): MetricDataQuery {
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = input;
  if (MetricName === undefined) throw missing('MetricName');
  if (Namespace === undefined) throw missing('Namespace');
  if (Period === undefined) throw missing('Period');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw invalid('Exactly one of Statistic and ExtendedStatistic must be given.');
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

function judgedQuery(queries: readonly Query[], several: boolean): Query {
  const returned = queries.filter(({ returned }) => returned);
  const [only] = returned;
  if (only === undefined || (several && returned.length > 1)) {
    throw invalid('Exactly one element of the metrics list should return data.');
  }
  return only;
}

function checkPeriods(queries: readonly Query[], period: number): void {
  if (queries.some(({ source }) => source.kind === 'stat' && source.period !== period)) {
    throw invalid('Period must be the same for all metrics of the alarm.');
  }
  if (period < 10_000) throw invalid(`Period must be 10, 20, 30 or a multiple of 60 seconds, not ${period / 1000}.`);
}

function treatmentOf({ TreatMissingData, Namespace }: PutMetricAlarmInput): TreatMissingData {
  // Alarms on DynamoDB's own metrics ignore missing data unless told otherwise.
  if (TreatMissingData === undefined) return Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing';
  if (TREATMENTS.includes(TreatMissingData)) return TreatMissingData as TreatMissingData;
  throw invalid(`Unsupported treat missing data value: [${TreatMissingData}]`);
}

function comparisonOf({ ComparisonOperator: operator }: PutMetricAlarmInput): StaticComparison {
  if (operator === undefined) throw missing('ComparisonOperator');
  if (COMPARISONS.includes(operator)) return operator as StaticComparison;
  throw new NotEmulatedError(`alarms on anomaly bands (${operator})`);
}

function leastSamples({ ExtendedStatistic = '', EvaluateLowSampleCountPercentile: low }: PutMetricAlarmInput): number {
  if (low !== undefined && low !== 'evaluate' && low !== 'ignore') {
    throw invalid(
      `Option ${low} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
    );
  }
  const percent = percentOf(ExtendedStatistic);
  return low === 'ignore' && percent !== undefined ? significantCount(percent) : 0;
}

function checkActions({ OKActions = [], AlarmActions = [], InsufficientDataActions = [] }: PutMetricAlarmInput): void {
  const other = [...OKActions, ...AlarmActions, ...InsufficientDataActions].find(
    (arn) => !arn.startsWith('arn:aws:sns:'),
  );
  if (other !== undefined) throw new NotEmulatedError(`the alarm action ${other}: only SNS topics`);
}

const missing = (parameter: string): ServiceError =>
  new ServiceError('ValidationError', `The parameter ${parameter} is required.`);
const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
