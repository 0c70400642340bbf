import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { SignalKind } from '../core/evidence';
import type { AlarmState, AlarmsPort } from '../ports';

/** CloudWatch answers for 100 alarms at most in one call. */
const PAGE = 100;

export function describeAlarms(client = new CloudWatchClient({})): AlarmsPort {
  return {
    async describe(names, composite = []) {
      const found: AlarmState[] = [];
      for (const AlarmNames of pages(names.filter((name) => !composite.includes(name)))) {
        const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: PAGE }));
        found.push(
          ...MetricAlarms.map((alarm) => ({
            ...stateOf(alarm),
            kind: kindOf(alarm),
            comparison: alarm.ComparisonOperator,
          })),
        );
      }
      // A call of its own, and only when there are some: asking for composite alarms takes a permission on every alarm.
      for (const AlarmNames of pages(names.filter((name) => composite.includes(name)))) {
        const { CompositeAlarms = [] } = await client.send(
          new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['CompositeAlarm'], MaxRecords: PAGE }),
        );
        found.push(
          ...CompositeAlarms.map((alarm) => ({ ...stateOf(alarm), kind: 'faults' as const, comparison: undefined })),
        );
      }
      return found;
    },
  };
}

const pages = (names: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(names.length / PAGE) }, (_, page) => names.slice(page * PAGE, (page + 1) * PAGE));

const stateOf = ({ AlarmName, StateValue, ActionsEnabled }: MetricAlarm | CompositeAlarm) => ({
  name: AlarmName ?? '',
  state: StateValue ?? 'INSUFFICIENT_DATA',
  actionsEnabled: ActionsEnabled ?? true,
});

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
