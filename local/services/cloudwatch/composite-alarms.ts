import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { type Alarm, type CompositeAlarm, INITIAL_REASON } from './alarm';
import type { AlarmHistory } from './alarm-history';
import { longDate, writtenDate } from './alarm-reason';
import type { AlarmRegistry } from './alarm-registry';
import { holds } from './composite-rule';
import { readCompositeAlarm } from './put-composite-alarm';
import type { StateChanges } from './state-changes';

/** The composite alarms: their life, and their evaluation whenever a child has changed its state. */
export class CompositeAlarms {
  constructor(
    private readonly platform: Platform,
    private readonly registry: AlarmRegistry,
    private readonly history: AlarmHistory,
    private readonly changes: StateChanges,
  ) {
    changes.follow((child) => this.childChanged(child));
  }

  /** A new alarm has INSUFFICIENT_DATA and is evaluated at once: the only time it is in that state by itself. */
  putCompositeAlarm(input: PutCompositeAlarmInput): CompositeAlarm {
    const settings = readCompositeAlarm(input, this.registry);
    const name = input.AlarmName as string;
    const now = this.platform.clock.now();
    const existing = this.registry.find(name);
    if (existing?.kind === 'MetricAlarm') {
      throw new ServiceError('ValidationError', `An alarm named ${name} exists already, and is a metric alarm`);
    }
    const alarm: CompositeAlarm = existing ?? {
      kind: 'CompositeAlarm',
      name,
      arn: this.registry.arn(name),
      settings,
      actionsEnabled: true,
      state: { value: 'INSUFFICIENT_DATA', reason: INITIAL_REASON, reasonData: undefined, time: now },
      told: 'INSUFFICIENT_DATA',
      transitioned: now,
      configured: now,
      timer: undefined,
    };
    alarm.settings = settings;
    alarm.actionsEnabled = input.ActionsEnabled ?? true;
    alarm.configured = now;
    this.registry.add(alarm);
    this.history.configured(alarm, existing === undefined ? 'created' : 'updated', now);
    this.changes.reconfigured(alarm);
    const event = existing === undefined ? 'was created and its alarm rule' : 'was updated and its new alarm rule';
    this.platform.clock.at(now, `alarm ${name}`, () =>
      this.evaluate(alarm, this.registry.childrenOf(alarm), (state) => `${alarm.arn} ${event} evaluates to ${state}`),
    );
    return alarm;
  }

  private childChanged(child: Alarm): void {
    for (const parent of this.registry.parentsOf(child)) {
      const { value, time } = child.state;
      this.evaluate(parent, [child], () => `${child.arn} transitioned to ${value} at ${writtenDate(time)}`);
    }
  }

  /** @param triggers what reasonData names: the child that changed, or every child. */
  private evaluate(alarm: CompositeAlarm, triggers: readonly Alarm[], reason: (state: string) => string): void {
    if (this.registry.find(alarm.name) !== alarm || this.registry.isInCycle(alarm)) return;
    const inAlarm = holds(alarm.settings.rule, (child) => this.registry.find(child)?.state.value);
    const value = inAlarm ? 'ALARM' : 'OK';
    if (alarm.state.value === value) return;
    this.changes.enter(alarm, {
      value,
      reason: reason(value),
      reasonData: JSON.stringify({
        triggeringAlarms: triggers.map(({ arn, state }) => ({
          arn,
          state: { value: state.value, timestamp: longDate(state.time) },
        })),
      }),
      time: this.platform.clock.now(),
    });
  }
}
