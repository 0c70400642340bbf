import type { DescribeAlarmsInput, DescribeAlarmsOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Alarm } from './alarm';
import { invalidToken } from './alarm-history';

export function describeAlarms(all: readonly Alarm[], input: DescribeAlarmsInput): DescribeAlarmsOutput {
  only('DescribeAlarms', input, [
    'AlarmNames',
    'AlarmNamePrefix',
    'AlarmTypes',
    'StateValue',
    'ActionPrefix',
    'MaxRecords',
    'NextToken',
  ]);
  const {
    AlarmNames: names,
    AlarmNamePrefix: prefix,
    StateValue: state,
    ActionPrefix: action,
    AlarmTypes: types,
  } = input;
  if (names !== undefined && names.length > 0 && prefix !== undefined) {
    throw new ServiceError('ValidationError', 'AlarmNamePrefix and AlarmNames cannot be specified together.');
  }
  const size = input.MaxRecords ?? 50;
  if (size < 1 || size > 100) throw new ServiceError('ValidationError', 'MaxRecords must be between 1 and 100.');
  const found = all.filter(
    (alarm) =>
      (types === undefined || types.length === 0 || types.includes('MetricAlarm')) &&
      (names === undefined || names.length === 0 || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix ?? '') &&
      (state === undefined || alarm.state.value === state) &&
      (action === undefined || actionsOf(alarm).some((arn) => arn.startsWith(action))),
  );
  const { items, next } = page(found, input.NextToken, size, invalidToken);
  return { MetricAlarms: items.map(describe), CompositeAlarms: [], ...(next !== undefined && { NextToken: next }) };
}

function describe({ name, arn, settings, actionsEnabled, state, transitioned, configured }: Alarm): MetricAlarm {
  const { AlarmName: _, ActionsEnabled: __, Tags: ___, ...shown } = settings.input;
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [], Metrics, Dimensions = [] } = shown;
  return {
    ...shown,
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configured),
    ActionsEnabled: actionsEnabled,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    ...(Metrics === undefined && { Dimensions }),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.time),
    StateTransitionedTimestamp: new Date(transitioned),
  };
}

function actionsOf({ settings }: Alarm): string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = settings.input;
  return [...OKActions, ...AlarmActions, ...InsufficientDataActions];
}
