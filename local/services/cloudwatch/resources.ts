import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { Alarms } from './alarms';
import type { Dashboards } from './dashboards';

const NUMBERS = ['DatapointsToAlarm', 'EvaluationPeriods', 'Period', 'Threshold'];
const SAME_AS_API = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'ComparisonOperator',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'ExtendedStatistic',
  'InsufficientDataActions',
  'MetricName',
  'Metrics',
  'Namespace',
  'OKActions',
  'Statistic',
  'TreatMissingData',
  'Unit',
];

export function alarmType(alarms: Alarms): ResourceType {
  const put = (name: string, properties: Properties): void => {
    const given = (names: readonly string[]) => names.filter((property) => properties[property] !== undefined);
    alarms.putMetricAlarm({
      AlarmName: name,
      ...Object.fromEntries(given(SAME_AS_API).map((property) => [property, properties[property]])),
      // CloudFormation lets numbers be strings.
      ...Object.fromEntries(given(NUMBERS).map((property) => [property, Number(properties[property])])),
    } as PutMetricAlarmInput);
  };
  return {
    type: 'AWS::CloudWatch::Alarm',
    properties: ['AlarmName', ...SAME_AS_API, ...NUMBERS],
    withoutEffect: { Tags: 'tags are not kept' },
    replacement: ['AlarmName'],
    nameProperty: 'AlarmName',
    create: (properties, context) => {
      const name = (properties.AlarmName as string | undefined) ?? context.physicalName(255);
      put(name, properties);
      return { ref: name, attributes: { Arn: alarms.arn(name) } };
    },
    /** PutMetricAlarm overwrites the whole configuration; the state stays. */
    update: (standing, properties) => {
      put(standing.ref, properties);
      return standing;
    },
    delete: ({ ref }) => alarms.deleteAlarms([ref]),
  };
}

export function dashboardType(dashboards: Dashboards): ResourceType {
  return {
    type: 'AWS::CloudWatch::Dashboard',
    properties: ['DashboardName', 'DashboardBody'],
    replacement: ['DashboardName'],
    nameProperty: 'DashboardName',
    create: (properties, context) => {
      const name = (properties.DashboardName as string | undefined) ?? context.physicalName(255);
      dashboards.put(name, properties.DashboardBody as string);
      return { ref: name, attributes: {} };
    },
    update: (standing, properties) => {
      dashboards.put(standing.ref, properties.DashboardBody as string);
      return standing;
    },
    delete: ({ ref }) => dashboards.delete(ref),
  };
}
