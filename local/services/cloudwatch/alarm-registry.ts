import type { Platform } from '../../kernel/platform';
import type { Alarm, CompositeAlarm } from './alarm';
import { alarmsIn } from './composite-rule';

/** Every alarm: metric and composite alarms share one space of names. */
export class AlarmRegistry {
  private readonly byName = new Map<string, Alarm>();

  constructor(private readonly platform: Pick<Platform, 'region' | 'account'>) {}

  add(alarm: Alarm): void {
    this.byName.set(alarm.name, alarm);
  }

  remove(name: string): void {
    this.byName.get(name)?.timer?.cancel();
    this.byName.delete(name);
  }

  /** By name, or by an ARN of this account and region. */
  find(nameOrArn: string): Alarm | undefined {
    const prefix = this.arn('');
    return this.byName.get(nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn);
  }

  /** By name. */
  all(): Alarm[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Alarms that a composite alarm's rule names and that still are. */
  childrenOf({ settings }: CompositeAlarm): Alarm[] {
    return [...new Set(alarmsIn(settings.rule).flatMap((child) => this.find(child) ?? []))];
  }

  /** Composite alarms whose rule names the alarm. */
  parentsOf(alarm: Alarm): CompositeAlarm[] {
    return this.composites().filter((parent) => this.childrenOf(parent).includes(alarm));
  }

  /** Composite alarms that the alarm keeps from acting. */
  suppressedBy(alarm: Alarm): CompositeAlarm[] {
    return this.composites().filter(({ settings: { suppressor } }) => {
      return suppressor !== undefined && this.find(suppressor.alarm) === alarm;
    });
  }

  /** Whether a composite alarm is, over whatever other alarms, a child of its own: AWS stops evaluating it then. */
  isInCycle(alarm: CompositeAlarm): boolean {
    const seen = new Set<Alarm>();
    const below: Alarm[] = this.childrenOf(alarm);
    for (let child = below.pop(); child !== undefined; child = below.pop()) {
      if (child === alarm) return true;
      if (seen.has(child) || child.kind === 'MetricAlarm') continue;
      seen.add(child);
      below.push(...this.childrenOf(child));
    }
    return false;
  }

  arn(name: string): string {
    return `arn:aws:cloudwatch:${this.platform.region}:${this.platform.account}:alarm:${name}`;
  }

  private composites(): CompositeAlarm[] {
    return this.all().filter((alarm) => alarm.kind === 'CompositeAlarm');
  }
}
