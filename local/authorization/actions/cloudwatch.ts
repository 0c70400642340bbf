import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  GetDashboardInput,
  PutMetricAlarmInput,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { type Home, type Needs, type NeedsOf, on, onAll } from './need';

const onNamedAlarms =
  (action: string): NeedsOf =>
  ({ AlarmNames = [] }: DeleteAlarmsInput, home) =>
    on(`cloudwatch:${action}`, ...AlarmNames.map((name) => alarmArn(name, home)));

const onAlarm =
  (action: string): NeedsOf =>
  ({ AlarmName }: Pick<PutMetricAlarmInput, 'AlarmName'>, home) =>
    on(`cloudwatch:${action}`, alarmArn(AlarmName ?? '', home));

const alarmArn = (name: string, { region, account }: Home): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const cloudwatch: Needs = {
  DeleteAlarms: onNamedAlarms('DeleteAlarms'),
  DescribeAlarmHistory: ({ AlarmName = '*' }: DescribeAlarmHistoryInput, home) =>
    on('cloudwatch:DescribeAlarmHistory', alarmArn(AlarmName, home)),
  // Composite alarms are shown to those only who may see every alarm; without names it is every alarm, too:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  DescribeAlarms: ({ AlarmNames = [], AlarmTypes = [] }: DescribeAlarmsInput, home) => {
    if (AlarmTypes.includes('CompositeAlarm')) return on('cloudwatch:DescribeAlarms', '*');
    const names = AlarmNames.length === 0 ? ['*'] : AlarmNames;
    return on('cloudwatch:DescribeAlarms', ...names.map((name) => alarmArn(name, home)));
  },
  DisableAlarmActions: onNamedAlarms('DisableAlarmActions'),
  EnableAlarmActions: onNamedAlarms('EnableAlarmActions'),
  GetDashboard: ({ DashboardName }: GetDashboardInput, { account }) =>
    on('cloudwatch:GetDashboard', `arn:aws:cloudwatch::${account}:dashboard/${DashboardName}`),
  GetMetricData: onAll('cloudwatch:GetMetricData'),
  GetMetricStatistics: onAll('cloudwatch:GetMetricStatistics'),
  ListDashboards: onAll('cloudwatch:ListDashboards'),
  ListMetrics: onAll('cloudwatch:ListMetrics'),
  PutMetricAlarm: onAlarm('PutMetricAlarm'),
  PutMetricData: ({ Namespace = '' }: PutMetricDataInput) => [
    { action: 'cloudwatch:PutMetricData', resources: ['*'], context: { 'cloudwatch:namespace': Namespace } },
  ],
  SetAlarmState: onAlarm('SetAlarmState'),
};
