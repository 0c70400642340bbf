import type { Alarm, StateRecord } from './alarm';
import { longDate } from './alarm-reason';

/** As mails call them; other regions go by their code. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-central-1': 'EU (Frankfurt)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
};

/** Subject and message that an alarm publishes to a topic. */
export function notification(alarm: Alarm, previous: StateRecord, region: string, account: string) {
  const { input } = alarm.settings;
  const regionName = REGION_NAMES[region] ?? region;
  return {
    Subject: `${alarm.state.value}: "${alarm.name}" in ${regionName}`.slice(0, 100),
    Message: JSON.stringify({
      AlarmName: alarm.name,
      AlarmDescription: input.AlarmDescription ?? null,
      AWSAccountId: account,
      AlarmConfigurationUpdatedTimestamp: longDate(alarm.configured),
      NewStateValue: alarm.state.value,
      NewStateReason: alarm.state.reason,
      StateChangeTime: longDate(alarm.state.time),
      Region: regionName,
      AlarmArn: alarm.arn,
      OldStateValue: previous.value,
      OKActions: input.OKActions ?? [],
      AlarmActions: input.AlarmActions ?? [],
      InsufficientDataActions: input.InsufficientDataActions ?? [],
      Trigger: {
        ...(input.Metrics === undefined ? singleMetric(alarm) : { Metrics: input.Metrics }),
        Period: alarm.settings.period / 1000,
        EvaluationPeriods: input.EvaluationPeriods,
        ...(input.DatapointsToAlarm !== undefined && { DatapointsToAlarm: input.DatapointsToAlarm }),
        ComparisonOperator: input.ComparisonOperator,
        Threshold: input.Threshold,
        TreatMissingData: input.TreatMissingData ?? 'missing',
        EvaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile ?? '',
      },
    }),
  };
}

function singleMetric({ settings }: Alarm) {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit, Dimensions = [] } = settings.input;
  return {
    MetricName,
    Namespace,
    StatisticType: Statistic === undefined ? 'ExtendedStatistic' : 'Statistic',
    ...(Statistic === undefined ? { ExtendedStatistic } : { Statistic: Statistic.toUpperCase() }),
    Unit: Unit ?? null,
    Dimensions: Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
  };
}
