import type { EnableAlarmActionsInput, SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { isJson } from '../support/json';
import { only } from '../support/only';
import type { AlarmRegistry } from './alarm-registry';
import { check, oneOf, required, text } from './constraints';
import type { StateChanges } from './state-changes';

export const STATE_VALUES = oneOf('INSUFFICIENT_DATA', 'ALARM', 'OK');

/** Undone by the next evaluation: of a metric alarm soon, of a composite alarm when a child changes its state. */
export function setAlarmState(
  registry: AlarmRegistry,
  changes: StateChanges,
  input: SetAlarmStateInput,
  now: number,
): void {
  check(input, {
    AlarmName: required(text(1, 255)),
    StateValue: required(STATE_VALUES),
    StateReason: required(text(0, 1023)),
    StateReasonData: text(0, 4000),
  });
  only('SetAlarmState', input, ['AlarmName', 'StateValue', 'StateReason', 'StateReasonData']);
  const {
    AlarmName: name = '',
    StateValue: value = 'OK',
    StateReason: reason = '',
    StateReasonData: reasonData,
  } = input;
  const alarm = registry.find(name);
  if (alarm === undefined) throw alarmNotFound();
  if (reasonData !== undefined && !isJson(reasonData)) {
    throw new ServiceError('InvalidFormat', 'StateReasonData is not valid JSON.');
  }
  changes.enter(alarm, { value, reason, reasonData, time: now });
}

/** EnableAlarmActions and DisableAlarmActions: names that are none are passed over. */
export function setActionsEnabled(registry: AlarmRegistry, input: EnableAlarmActionsInput, enabled: boolean): void {
  check(input, { AlarmNames: required(text(0, 100)) });
  only(enabled ? 'EnableAlarmActions' : 'DisableAlarmActions', input, ['AlarmNames']);
  for (const name of input.AlarmNames ?? []) {
    const alarm = registry.find(name);
    if (alarm !== undefined) alarm.actionsEnabled = enabled;
  }
}

/** Recorded from AWS without a message. */
export const alarmNotFound = (): ServiceError => new ServiceError('ResourceNotFound', '', 404);
