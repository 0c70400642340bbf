import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { SignalKind } from '../core/evidence';
import type { AlarmState, AlarmsPort, TrafficPort } from '../ports';

/** CloudWatch answers for 100 alarms at most in one call. */
const PAGE = 100;

export function describeAlarms(client = new CloudWatchClient({})): AlarmsPort {
  return {
    async describe(names) {
      const found: AlarmState[] = [];
      for (let start = 0; start < names.length; start += PAGE) {
        const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
          new DescribeAlarmsCommand({
            AlarmNames: names.slice(start, start + PAGE),
            // The default leaves composite alarms out.
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            MaxRecords: PAGE,
          }),
        );
        found.push(
          ...MetricAlarms.map((alarm) => ({
            ...stateOf(alarm),
            kind: kindOf(alarm),
            comparison: alarm.ComparisonOperator,
          })),
          ...CompositeAlarms.map((alarm) => ({ ...stateOf(alarm), kind: 'faults' as const, comparison: undefined })),
        );
      }
      return found;
    },
  };
}

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

export function queryTraffic(client = new CloudWatchClient({})): TrafficPort {
  return {
    async served({ functionName, aliasName, version, from, to }) {
      const query = (id: string, metric: string): MetricDataQuery => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: metric,
            Dimensions: [
              { Name: 'FunctionName', Value: functionName },
              { Name: 'Resource', Value: `${functionName}:${aliasName}` },
              { Name: 'ExecutedVersion', Value: version },
            ],
          },
          Period: 60,
          Stat: 'Sum',
        },
      });
      const sums: Record<string, number> = {};
      let token: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            StartTime: new Date(from),
            EndTime: new Date(to),
            MetricDataQueries: [query('requests', 'Invocations'), query('errors', 'Errors')],
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
          sums[Id] = Values.reduce((sum, value) => sum + value, sums[Id] ?? 0);
        }
        token = page.NextToken;
      } while (token !== undefined);
      return { requests: sums.requests ?? 0, errors: sums.errors ?? 0 };
    },
  };
}
