import type { Clock } from '../../kernel/clock';
import type { Alarm, CompositeAlarm, SuppressedBy } from './alarm';
import type { AlarmRegistry } from './alarm-registry';

/**
 * Holds the actions of composite alarms back while their suppressor is in ALARM: first for the wait period, in which it
 * may still get there, and again for the extension period after it has left.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export class Suppression {
  constructor(
    private readonly clock: Clock,
    private readonly registry: AlarmRegistry,
    /** Carries out the actions of the state that the alarm has by then. */
    private readonly release: (alarm: CompositeAlarm) => void,
  ) {}

  /**
   * What keeps a composite alarm that has just changed its state from acting; undefined when it may act at once. An
   * extension period under way goes on as it was; back in the state whose actions were the last, nothing is left to do.
   */
  ofChange(alarm: CompositeAlarm): SuppressedBy | undefined {
    const { suppressor } = alarm.settings;
    const { suppressedBy } = alarm.state;
    if (suppressor === undefined) return undefined;
    if (this.registry.find(suppressor.alarm)?.state.value === 'ALARM') return 'Alarm';
    if (suppressedBy === 'ExtensionPeriod') return suppressedBy;
    alarm.timer?.cancel();
    if (suppressor.wait === 0 || alarm.state.value === alarm.told) return undefined;
    this.endAfter(alarm, suppressor.wait);
    return 'WaitPeriod';
  }

  /** Follows an alarm that has just changed its state and may suppress others. */
  suppressorChanged(suppressor: Alarm): void {
    for (const alarm of this.registry.suppressedBy(suppressor)) {
      const { suppressedBy } = alarm.state;
      if (suppressedBy === undefined) continue;
      if (suppressor.state.value === 'ALARM') {
        alarm.timer?.cancel();
        alarm.state = { ...alarm.state, suppressedBy: 'Alarm' };
      } else if (suppressedBy === 'Alarm') {
        this.extend(alarm);
      }
    }
  }

  private extend(alarm: CompositeAlarm): void {
    const extension = alarm.settings.suppressor?.extension ?? 0;
    if (extension === 0) {
      this.release(alarm);
      return;
    }
    alarm.state = { ...alarm.state, suppressedBy: 'ExtensionPeriod' };
    this.endAfter(alarm, extension);
  }

  private endAfter(alarm: CompositeAlarm, milliseconds: number): void {
    alarm.timer = this.clock.at(this.clock.now() + milliseconds, `alarm suppression ${alarm.name}`, () =>
      this.release(alarm),
    );
  }
}
