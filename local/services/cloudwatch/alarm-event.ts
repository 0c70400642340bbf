import type { ServiceEvent } from '../../kernel/platform';
import type { Alarm, CompositeAlarm, MetricAlarm, StateRecord } from './alarm';
import { longDate } from './alarm-reason';
import type { Query } from './metric-query';

/** The event "CloudWatch Alarm State Change". */
export function stateChangeEvent(alarm: Alarm, previous: StateRecord): ServiceEvent {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    time: alarm.state.time,
    detail: {
      alarmName: alarm.name,
      state: stateInEvent(alarm.state),
      previousState: stateInEvent(previous),
      configuration: alarm.kind === 'MetricAlarm' ? metricConfiguration(alarm) : compositeConfiguration(alarm),
    },
  };
}

function stateInEvent({ value, reason, reasonData, time, suppressedBy }: StateRecord) {
  return {
    ...(suppressedBy !== undefined && {
      actionsSuppressedBy: suppressedBy,
      actionsSuppressedReason: suppressionReason(suppressedBy),
    }),
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: longDate(time),
  };
}

/** The documentation shows it for WaitPeriod; the others are worded alike. */
export function suppressionReason(by: NonNullable<StateRecord['suppressedBy']>): string {
  return `Actions suppressed by ${by}`;
}

function metricConfiguration(alarm: MetricAlarm) {
  const { AlarmDescription: description } = alarm.settings.input;
  return {
    ...(description !== undefined && { description }),
    metrics: alarm.settings.queries.map((query) => metricInEvent(query, alarm)),
  };
}

function compositeConfiguration({ settings: { input } }: CompositeAlarm) {
  const { AlarmDescription: description, AlarmRule: alarmRule, ActionsSuppressor: actionsSuppressor } = input;
  return {
    ...(description !== undefined && { description }),
    alarmRule,
    ...(actionsSuppressor !== undefined && {
      actionsSuppressor,
      actionsSuppressorWaitPeriod: input.ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: input.ActionsSuppressorExtensionPeriod,
    }),
  };
}

function metricInEvent({ id, label, returned, source }: Query, alarm: MetricAlarm) {
  const common = { ...(label !== undefined && { label }), returnData: returned };
  switch (source.kind) {
    case 'stat': {
      const { namespace, name, dimensions } = source.metric;
      return {
        // An alarm on a single metric has no id for it; AWS makes one up.
        id: alarm.settings.input.Metrics === undefined ? alarm.metricId : id,
        ...common,
        metricStat: {
          metric: { namespace, name, dimensions },
          period: source.period / 1000,
          stat: source.statistic,
          ...(source.unit !== undefined && { unit: source.unit }),
        },
      };
    }
    case 'expression':
      return { id, ...common, expression: source.text };
    default:
      return source satisfies never;
  }
}
