import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { RingingPort } from '../ports';

/** Alarms that are in ALARM, with the reason that their event carried. A target has 15 alarms at most: one page. */
export function ringingAlarms(client = new CloudWatchClient({})): RingingPort {
  const inAlarm = (names: readonly string[], more: Partial<DescribeAlarmsCommandInput> = {}) =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: [...names], StateValue: 'ALARM', MaxRecords: 100, ...more }));

  return async (names, composite) => {
    const metric = names.filter((name) => !composite.includes(name));
    // No names at all would mean every alarm of the account.
    const [{ MetricAlarms = [] }, { CompositeAlarms = [] }] = await Promise.all([
      metric.length === 0 ? { MetricAlarms: [] } : inAlarm(metric),
      composite.length === 0 ? { CompositeAlarms: [] } : inAlarm(composite, { AlarmTypes: ['CompositeAlarm'] }),
    ]);
    return [
      ...MetricAlarms.map((alarm) => ({ ...ringing(alarm), comparison: alarm.ComparisonOperator })),
      ...CompositeAlarms.map((alarm) => ({ ...ringing(alarm), comparison: undefined })),
    ];
  };
}

const ringing = (alarm: MetricAlarm | CompositeAlarm) => ({
  name: alarm.AlarmName ?? '',
  arn: alarm.AlarmArn ?? '',
  actionsEnabled: alarm.ActionsEnabled ?? true,
  stateAt: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
  reason: alarm.StateReason ?? '',
  reasonData: alarm.StateReasonData,
});
