import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

export interface AlarmNow {
  readonly name: string;
  /** OK, ALARM or INSUFFICIENT_DATA; `missing` when there is no such alarm, which then watches nothing. */
  readonly state: string;
  /** Its actions are switched off, so it starts no heal. */
  readonly muted: boolean;
}

/** CloudWatch takes up to a hundred names in a call. */
const PAGE = 100;

/** The state of alarms, in the order of their names as given. All targets in few calls: CloudWatch allows 9 a second. */
export async function readAlarms(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, AlarmNow>> {
  const found = new Map<string, AlarmNow>(names.map((name) => [name, { name, state: 'missing', muted: false }]));
  for (let from = 0; from < names.length; from += PAGE) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(from, from + PAGE),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: PAGE,
      }),
    );
    for (const { AlarmName: name = '', StateValue: state = '', ActionsEnabled } of [
      ...MetricAlarms,
      ...CompositeAlarms,
    ]) {
      found.set(name, { name, state, muted: ActionsEnabled === false });
    }
  }
  return found;
}
