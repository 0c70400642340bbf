import type {
  CompositeAlarm as CompositeAlarmOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  MetricAlarm as MetricAlarmOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import { type Alarm, allActions, type CompositeAlarm, type MetricAlarm } from './alarm';
import { suppressionReason } from './alarm-event';
import { invalidToken } from './alarm-history';
import type { AlarmRegistry } from './alarm-registry';
import { alarmNotFound, STATE_VALUES } from './alarm-state';
import { check, each, number, oneOf, text } from './constraints';

const KNOWN = [
  'ActionPrefix',
  'AlarmNamePrefix',
  'AlarmNames',
  'AlarmTypes',
  'ChildrenOfAlarmName',
  'MaxRecords',
  'NextToken',
  'ParentsOfAlarmName',
  'StateValue',
];

export function describeAlarms(registry: AlarmRegistry, input: DescribeAlarmsInput): DescribeAlarmsOutput {
  check(input, {
    AlarmNames: text(0, 100),
    AlarmNamePrefix: text(1, 255),
    AlarmTypes: each(oneOf('CompositeAlarm', 'MetricAlarm')),
    ChildrenOfAlarmName: text(1, 255),
    ParentsOfAlarmName: text(1, 255),
    StateValue: STATE_VALUES,
    ActionPrefix: text(1, 1024),
    MaxRecords: number(1, 100),
  });
  only('DescribeAlarms', input, KNOWN);
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child, MaxRecords: size = 50, NextToken: token } = input;
  const show = parent !== undefined ? shortWithState : child !== undefined ? short : describe;
  const { items, next } = page(select(registry, input), token, size, invalidToken);
  const of = (kind: Alarm['kind']) => items.filter((alarm) => alarm.kind === kind).map(show);
  return {
    MetricAlarms: of('MetricAlarm'),
    CompositeAlarms: of('CompositeAlarm'),
    ...(next !== undefined && { NextToken: next }),
  };
}

function select(registry: AlarmRegistry, input: DescribeAlarmsInput): Alarm[] {
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
  const relation = parent ?? child;
  if (relation === undefined) return filter(registry.all(), input);
  const name = parent === undefined ? 'ParentsOfAlarmName' : 'ChildrenOfAlarmName';
  const other = Object.entries(input).find(
    ([member, value]) => value !== undefined && ![name, 'MaxRecords', 'NextToken'].includes(member),
  );
  if (other !== undefined) throw invalid(`${name} and ${other[0]} cannot be specified together.`);
  const alarm = registry.find(relation);
  if (alarm === undefined) throw alarmNotFound();
  if (parent === undefined) return registry.parentsOf(alarm);
  return alarm.kind === 'CompositeAlarm' ? registry.childrenOf(alarm) : [];
}

/** Without types it is metric alarms only. */
function filter(all: readonly Alarm[], input: DescribeAlarmsInput): Alarm[] {
  const { AlarmNames: names = [], AlarmNamePrefix: prefix, StateValue: state, ActionPrefix: action } = input;
  if (names.length > 0 && prefix !== undefined) {
    throw invalid('AlarmNamePrefix and AlarmNames cannot be specified together.');
  }
  const { AlarmTypes: types = [] } = input;
  return all.filter(
    (alarm) =>
      (types.length === 0 ? alarm.kind === 'MetricAlarm' : types.includes(alarm.kind)) &&
      (names.length === 0 || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix ?? '') &&
      (state === undefined || alarm.state.value === state) &&
      (action === undefined || allActions(alarm).some((arn) => arn.startsWith(action))),
  );
}

export function describe(alarm: Alarm): MetricAlarmOutput & CompositeAlarmOutput {
  const { name, arn, actionsEnabled, state, transitioned, configured } = alarm;
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = alarm.settings.input;
  return {
    ...(alarm.kind === 'MetricAlarm' ? ofMetric(alarm) : ofComposite(alarm)),
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configured),
    ActionsEnabled: actionsEnabled,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.time),
    StateTransitionedTimestamp: new Date(transitioned),
  };
}

function ofMetric({ settings }: MetricAlarm): MetricAlarmOutput {
  const { Tags: _, ...shown } = settings.input;
  return { ...shown, ...(shown.Metrics === undefined && { Dimensions: shown.Dimensions ?? [] }) };
}

function ofComposite({ settings, state: { suppressedBy } }: CompositeAlarm): CompositeAlarmOutput {
  const { Tags: _, ...shown } = settings.input;
  if (suppressedBy === undefined) return shown;
  return { ...shown, ActionsSuppressedBy: suppressedBy, ActionsSuppressedReason: suppressionReason(suppressedBy) };
}

const short = ({ name, arn }: Alarm) => ({ AlarmName: name, AlarmArn: arn });

const shortWithState = (alarm: Alarm) => ({
  ...short(alarm),
  StateValue: alarm.state.value,
  StateUpdatedTimestamp: new Date(alarm.state.time),
});

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
