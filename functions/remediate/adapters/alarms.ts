import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { SignalKind } from '../core/evidence';
import type { AlarmState, AlarmsPort } from '../ports';
import type { TargetClients } from './target-clients';

/** CloudWatch answers for 100 alarms at most in one call. */
const PAGE = 100;

/** The period of an alarm that names none. Seconds. */
const MINUTE = 60;

export function describeAlarms(targets: TargetClients): AlarmsPort {
  const clientOf = targets((configuration) => new CloudWatchClient(configuration));
  return {
    async describe(target) {
      const { signals: names, compositeSignals: composite } = target;
      const client = clientOf(target);
      const found: AlarmState[] = [];
      for (const AlarmNames of pages(names.filter((name) => !composite.includes(name)))) {
        const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: PAGE }));
        found.push(...MetricAlarms.map(metricAlarm));
      }
      // A call of its own, and only when there are some: asking for composite alarms takes a permission on every alarm.
      for (const AlarmNames of pages(names.filter((name) => composite.includes(name)))) {
        const { CompositeAlarms = [] } = await client.send(
          new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['CompositeAlarm'], MaxRecords: PAGE }),
        );
        found.push(...CompositeAlarms.map(compositeAlarm));
      }
      return found;
    },
  };
}

const pages = (names: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(names.length / PAGE) }, (_, page) => names.slice(page * PAGE, (page + 1) * PAGE));

const metricAlarm = (alarm: MetricAlarm): AlarmState => ({
  ...stateOf(alarm),
  kind: kindOf(alarm),
  comparison: alarm.ComparisonOperator,
  periodSeconds: periodOf(alarm),
  evaluationPeriods: alarm.EvaluationPeriods ?? 1,
});

/** It looks at alarms and not at data: a minute stands for the one in which most alarms are evaluated. */
const compositeAlarm = (alarm: CompositeAlarm): AlarmState => ({
  ...stateOf(alarm),
  kind: 'faults',
  comparison: undefined,
  periodSeconds: MINUTE,
  evaluationPeriods: 1,
});

const stateOf = (alarm: MetricAlarm | CompositeAlarm) => ({
  name: alarm.AlarmName ?? '',
  arn: alarm.AlarmArn ?? '',
  state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
  actionsEnabled: alarm.ActionsEnabled ?? true,
  // The time of the update moves with each new reason, that of the transition only with the state.
  stateAt: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
  reason: alarm.StateReason ?? '',
  reasonData: alarm.StateReasonData,
});

/** The alarm's own, or with metric math the longest of those that it is made of. Seconds. */
function periodOf({ Period, Metrics = [] }: MetricAlarm): number {
  const periods = [Period, ...Metrics.flatMap(({ Period: own, MetricStat }) => [own, MetricStat?.Period])];
  const given = periods.filter((period) => period !== undefined);
  return given.length === 0 ? MINUTE : Math.max(...given);
}

/**
 * What an alarm is about, read off the metrics it watches; metric math may have sample counts among them. Anything that
 * is not plainly latency or throttling counts as faults, which are judged the most strictly.
 */
function kindOf(alarm: MetricAlarm): SignalKind {
  const names = [
    alarm.MetricName ?? '',
    ...(alarm.Metrics ?? []).map(({ MetricStat }: MetricDataQuery) => MetricStat?.Metric?.MetricName ?? ''),
  ];
  const some = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (some(/fault|error|5xx/i)) return 'faults';
  if (some(/latency|duration/i)) return 'latency';
  return some(/throttle/i) ? 'throttles' : 'faults';
}
