import type { ServiceEvent } from '../../kernel/platform';
import type { Alarm, StateRecord } from './alarm';
import { longDate } from './alarm-reason';
import type { Query } from './metric-query';

/** The event "CloudWatch Alarm State Change". */
export function stateChangeEvent(alarm: Alarm, previous: StateRecord): ServiceEvent {
  const { AlarmDescription: description } = alarm.settings.input;
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    time: alarm.state.time,
    detail: {
      alarmName: alarm.name,
      state: stateInEvent(alarm.state),
      previousState: stateInEvent(previous),
      configuration: {
        ...(description !== undefined && { description }),
        metrics: alarm.settings.queries.map((query) => metricInEvent(query, alarm)),
      },
    },
  };
}

function stateInEvent({ value, reason, reasonData, time }: StateRecord) {
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: longDate(time) };
}

function metricInEvent({ id, label, returned, source }: Query, alarm: Alarm) {
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
    default: {
      const never: never = source;
      return never;
    }
  }
}
