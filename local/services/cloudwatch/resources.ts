import type { DeleteAlarmsInput, PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { AlarmRegistry } from './alarm-registry';
import type { Dashboards } from './dashboards';

const METRIC_NUMBERS = ['DatapointsToAlarm', 'EvaluationPeriods', 'Period', 'Threshold'];
const METRIC_OTHERS = [
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
  'Tags',
  'TreatMissingData',
  'Unit',
];
const COMPOSITE_NUMBERS = ['ActionsSuppressorExtensionPeriod', 'ActionsSuppressorWaitPeriod'];
const COMPOSITE_OTHERS = [
  'ActionsEnabled',
  'ActionsSuppressor',
  'AlarmActions',
  'AlarmDescription',
  'AlarmRule',
  'InsufficientDataActions',
  'OKActions',
  'Tags',
];
const TAGS_STAY = { Tags: 'an alarm takes tags only when it is made' };

interface Operations {
  PutMetricAlarm(input: PutMetricAlarmInput): void;
  PutCompositeAlarm(input: PutCompositeAlarmInput): void;
  DeleteAlarms(input: DeleteAlarmsInput): void;
}

export function alarmType(registry: AlarmRegistry, operations: Operations): ResourceType {
  return {
    type: 'AWS::CloudWatch::Alarm',
    properties: ['AlarmName', ...METRIC_OTHERS, ...METRIC_NUMBERS],
    unchangeable: TAGS_STAY,
    ...lifeOf(registry, operations, (name, properties) =>
      operations.PutMetricAlarm({ AlarmName: name, ...members(properties, METRIC_OTHERS, METRIC_NUMBERS) }),
    ),
  };
}

export function compositeAlarmType(registry: AlarmRegistry, operations: Operations): ResourceType {
  return {
    type: 'AWS::CloudWatch::CompositeAlarm',
    properties: ['AlarmName', ...COMPOSITE_OTHERS, ...COMPOSITE_NUMBERS],
    unchangeable: TAGS_STAY,
    ...lifeOf(registry, operations, (name, properties) =>
      operations.PutCompositeAlarm({
        AlarmName: name,
        ...members(properties, COMPOSITE_OTHERS, COMPOSITE_NUMBERS),
      } as PutCompositeAlarmInput),
    ),
  };
}

/** Putting an alarm again overwrites its whole configuration; the state stays. */
function lifeOf(
  registry: AlarmRegistry,
  operations: Operations,
  put: (name: string, properties: Properties) => void,
): Pick<ResourceType, 'replacement' | 'nameProperty' | 'create' | 'update' | 'delete'> {
  return {
    replacement: ['AlarmName'],
    nameProperty: 'AlarmName',
    create: (properties, context) => {
      const name = (properties.AlarmName as string | undefined) ?? context.physicalName(255);
      put(name, properties);
      return { ref: name, attributes: { Arn: registry.arn(name) } };
    },
    update: (standing, properties) => {
      put(standing.ref, properties);
      return standing;
    },
    delete: ({ ref }) => operations.DeleteAlarms({ AlarmNames: [ref] }),
  };
}

/** CloudFormation lets numbers be strings. */
function members(properties: Properties, others: readonly string[], numbers: readonly string[]): Properties {
  const given = (names: readonly string[]) => names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries([
    ...given(others).map((name) => [name, properties[name]]),
    ...given(numbers).map((name) => [name, Number(properties[name])]),
  ]);
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
