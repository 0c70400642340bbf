import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import type { Alarm } from './alarm';
import type { AlarmHistory } from './alarm-history';
import type { AlarmRegistry } from './alarm-registry';
import { alarmNotFound } from './alarm-state';
import { check, required, text } from './constraints';
import type { Tags } from './tags';

/**
 * Deletes alarms, of which one may be a composite alarm, and none may be in use by another alarm that stays. Names that
 * are none are passed over; where there are several, they are told after the others have been deleted.
 */
export function deleteAlarms(
  registry: AlarmRegistry,
  history: AlarmHistory,
  tags: Tags,
  input: DeleteAlarmsInput,
  now: number,
): void {
  check(input, { AlarmNames: required(text(0, 100)) });
  only('DeleteAlarms', input, ['AlarmNames']);
  const names = input.AlarmNames ?? [];
  const alarms = [...new Set(names.flatMap((name) => registry.find(name) ?? []))];
  const composites = alarms.filter(({ kind }) => kind === 'CompositeAlarm');
  if (composites.length > 1) {
    throw invalid(
      `At most one composite alarm can be deleted at a time: ${composites.map(({ name }) => name).join(', ')}`,
    );
  }
  const used = alarms.filter((alarm) => inUse(registry, alarm, alarms)).map(({ name }) => name);
  if (used.length > 0) {
    const them = used.length === 1 ? 'it' : 'them';
    throw invalid(`Cannot delete ${used.join(',')} as there are composite alarm(s) depending on ${them}.`);
  }
  for (const alarm of alarms) {
    registry.remove(alarm.name);
    tags.forget(alarm.arn);
    history.deleted(alarm, now);
  }
  if (alarms.length < names.length && names.length > 1) throw alarmNotFound();
}

/** An alarm in a cycle is in use by itself, as on AWS. */
function inUse(registry: AlarmRegistry, alarm: Alarm, going: readonly Alarm[]): boolean {
  if (alarm.kind === 'CompositeAlarm' && registry.isInCycle(alarm)) return true;
  return [...registry.parentsOf(alarm), ...registry.suppressedBy(alarm)].some((other) => !going.includes(other));
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
