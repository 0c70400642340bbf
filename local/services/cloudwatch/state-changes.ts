import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { type Alarm, actionsFor, type CompositeAlarm, type StateRecord } from './alarm';
import { stateChangeEvent } from './alarm-event';
import type { AlarmHistory } from './alarm-history';
import { notification } from './alarm-notification';
import type { AlarmRegistry } from './alarm-registry';
import { Suppression } from './suppression';

const CLOUDWATCH = { kind: 'service', service: 'cloudwatch.amazonaws.com' } as const;

/** What a change of state sets off: history, the event, the actions, and the composite alarms above. */
export class StateChanges {
  private readonly suppression: Suppression;
  private readonly followers: ((alarm: Alarm) => void)[] = [];

  constructor(
    private readonly platform: Platform,
    private readonly registry: AlarmRegistry,
    private readonly history: AlarmHistory,
  ) {
    this.suppression = new Suppression(platform.clock, registry, (alarm) => this.release(alarm));
  }

  /** Calls `follower` after each change of any alarm's state. */
  follow(follower: (alarm: Alarm) => void): void {
    this.followers.push(follower);
  }

  /** The same state with another reason is kept, and sets nothing off. */
  enter(alarm: Alarm, state: StateRecord): void {
    const previous = alarm.state;
    const { suppressedBy } = previous;
    alarm.state = suppressedBy === undefined ? state : { ...state, suppressedBy };
    if (previous.value === state.value) return;
    alarm.transitioned = state.time;
    const held = alarm.kind === 'CompositeAlarm' ? this.suppression.ofChange(alarm) : undefined;
    alarm.state = held === undefined ? state : { ...state, suppressedBy: held };
    this.history.changed(alarm, previous);
    this.platform.emit(stateChangeEvent(alarm, previous));
    if (held === undefined) this.act(alarm, previous);
    this.suppression.suppressorChanged(alarm);
    for (const follower of this.followers) follower(alarm);
  }

  /** Judges a suppression under way anew, by settings that have changed. */
  reconfigured(alarm: CompositeAlarm): void {
    if (alarm.state.suppressedBy === undefined) return;
    alarm.timer?.cancel();
    const { suppressedBy: _, ...state } = alarm.state;
    alarm.state = state;
    const held = this.suppression.ofChange(alarm);
    if (held === undefined) this.release(alarm);
    else alarm.state = { ...state, suppressedBy: held };
  }

  /** Ends a suppression: the state counts as new, as AWS shows it, and its actions run unless it is the one told last. */
  private release(alarm: CompositeAlarm): void {
    if (this.registry.find(alarm.name) !== alarm) return;
    const previous = alarm.state;
    const { suppressedBy: _, ...state } = previous;
    alarm.state = { ...state, time: this.platform.clock.now() };
    if (state.value !== alarm.told) this.act(alarm, previous);
  }

  private act(alarm: Alarm, previous: StateRecord): void {
    if (alarm.kind === 'CompositeAlarm') {
      if (alarm.told === alarm.state.value) return;
      alarm.told = alarm.state.value;
    }
    if (!alarm.actionsEnabled) return;
    const { clock, region, account } = this.platform;
    const message = notification(alarm, previous, region, account);
    for (const topicArn of actionsFor(alarm)) {
      clock.at(clock.now(), `alarm action ${alarm.name}`, () => this.publish(alarm, topicArn, message));
    }
  }

  private async publish(alarm: Alarm, topicArn: string, message: object): Promise<void> {
    const { platform } = this;
    try {
      await platform.call(
        'sns',
        'Publish',
        { TopicArn: topicArn, ...message },
        { ...CLOUDWATCH, sourceArn: alarm.arn },
      );
      this.history.acted(alarm, topicArn, undefined, platform.clock.now());
    } catch (error) {
      if (!(error instanceof ServiceError) || error instanceof NotEmulatedError) throw error;
      this.history.acted(alarm, topicArn, error.message, platform.clock.now());
    }
  }
}
