import type { Alarm, CompositeAlarm, MetricAlarm, StateRecord } from './alarm';
import { longDate } from './alarm-reason';
import { javaJson } from './java-json';

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
    Message: javaJson({
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
      ...(alarm.kind === 'MetricAlarm' ? { Trigger: trigger(alarm) } : composite(alarm)),
      // Mute rules do not exist here.
      ActionExecutedAfterMuteWindow: false,
    }),
  };
}

function trigger(alarm: MetricAlarm) {
  const { input, period } = alarm.settings;
  return {
    ...(input.Metrics === undefined ? singleMetric(alarm) : { Metrics: input.Metrics }),
    Period: period / 1000,
    EvaluationPeriods: input.EvaluationPeriods,
    ...(input.DatapointsToAlarm !== undefined && { DatapointsToAlarm: input.DatapointsToAlarm }),
    ComparisonOperator: input.ComparisonOperator,
    Threshold: input.Threshold,
    TreatMissingData: input.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile ?? '',
  };
}

/** As in recorded messages of composite alarms; a state that somebody set has no triggering children. */
function composite({ settings, state }: CompositeAlarm) {
  const children: unknown = state.reasonData === undefined ? undefined : JSON.parse(state.reasonData)?.triggeringAlarms;
  return {
    AlarmRule: settings.input.AlarmRule,
    TriggeringChildren: Array.isArray(children)
      ? children.map(({ arn, state }) => ({ Arn: arn, State: { Value: state?.value, Timestamp: state?.timestamp } }))
      : [],
  };
}

function singleMetric({ settings }: MetricAlarm) {
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
