import type {
  DeleteAlarmsInput,
  DeleteDashboardsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  GetDashboardInput,
  ListTagsForResourceInput,
  PutCompositeAlarmInput,
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

/** Tags in the same call take a second permission. */
const tagsOn = ({ Tags }: Pick<PutMetricAlarmInput, 'Tags'>, arn: string) =>
  Tags === undefined ? [] : on('cloudwatch:TagResource', arn);

const onResource =
  (action: string): NeedsOf =>
  ({ ResourceARN = '' }: ListTagsForResourceInput) =>
    on(`cloudwatch:${action}`, ResourceARN);

const alarmArn = (name: string, { region, account }: Home): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const cloudwatch: Needs = {
  DeleteAlarms: onNamedAlarms('DeleteAlarms'),
  DescribeAlarmHistory: ({ AlarmName = '*', AlarmTypes = [] }: DescribeAlarmHistoryInput, home) =>
    on('cloudwatch:DescribeAlarmHistory', AlarmTypes.includes('CompositeAlarm') ? '*' : alarmArn(AlarmName, home)),
  // Composite alarms are shown to those only who may see every alarm; without names it is every alarm, too:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  DescribeAlarms: (input: DescribeAlarmsInput, home) => {
    const { AlarmNames = [], AlarmTypes = [], ChildrenOfAlarmName, ParentsOfAlarmName } = input;
    if (AlarmTypes.includes('CompositeAlarm') || (ChildrenOfAlarmName ?? ParentsOfAlarmName) !== undefined) {
      return on('cloudwatch:DescribeAlarms', '*');
    }
    const names = AlarmNames.length === 0 ? ['*'] : AlarmNames;
    return on('cloudwatch:DescribeAlarms', ...names.map((name) => alarmArn(name, home)));
  },
  DescribeAlarmsForMetric: onAll('cloudwatch:DescribeAlarmsForMetric'),
  DisableAlarmActions: onNamedAlarms('DisableAlarmActions'),
  EnableAlarmActions: onNamedAlarms('EnableAlarmActions'),
  DeleteDashboards: ({ DashboardNames = [] }: DeleteDashboardsInput, { account }) =>
    on(
      'cloudwatch:DeleteDashboards',
      ...DashboardNames.map((name) => `arn:aws:cloudwatch::${account}:dashboard/${name}`),
    ),
  GetDashboard: ({ DashboardName }: GetDashboardInput, { account }) =>
    on('cloudwatch:GetDashboard', `arn:aws:cloudwatch::${account}:dashboard/${DashboardName}`),
  PutDashboard: ({ DashboardName }: GetDashboardInput, { account }) =>
    on('cloudwatch:PutDashboard', `arn:aws:cloudwatch::${account}:dashboard/${DashboardName}`),
  GetMetricData: onAll('cloudwatch:GetMetricData'),
  GetMetricStatistics: onAll('cloudwatch:GetMetricStatistics'),
  ListDashboards: onAll('cloudwatch:ListDashboards'),
  ListMetrics: onAll('cloudwatch:ListMetrics'),
  ListTagsForResource: onResource('ListTagsForResource'),
  // Only who may put every alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
  PutCompositeAlarm: (input: PutCompositeAlarmInput, home) => [
    ...on('cloudwatch:PutCompositeAlarm', '*'),
    ...tagsOn(input, alarmArn(input.AlarmName ?? '', home)),
  ],
  PutMetricAlarm: (input: PutMetricAlarmInput, home) => {
    const arn = alarmArn(input.AlarmName ?? '', home);
    return [...on('cloudwatch:PutMetricAlarm', arn), ...tagsOn(input, arn)];
  },
  PutMetricData: ({ Namespace = '' }: PutMetricDataInput) => [
    { action: 'cloudwatch:PutMetricData', resources: ['*'], context: { 'cloudwatch:namespace': Namespace } },
  ],
  SetAlarmState: onAlarm('SetAlarmState'),
  TagResource: onResource('TagResource'),
  UntagResource: onResource('UntagResource'),
};
