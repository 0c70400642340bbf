import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { INITIAL_REASON, type MetricAlarm } from './alarm';
import type { AlarmHistory } from './alarm-history';
import type { AlarmRegistry } from './alarm-registry';
import { evaluateAlarm, evaluationInterval } from './evaluate-alarm';
import type { MetricStore } from './metric-store';
import { readAlarm } from './put-metric-alarm';
import type { StateChanges } from './state-changes';

/** The metric alarms: their life and their evaluation on schedule. */
export class MetricAlarms {
  constructor(
    private readonly platform: Platform,
    private readonly store: MetricStore,
    private readonly registry: AlarmRegistry,
    private readonly history: AlarmHistory,
    private readonly changes: StateChanges,
  ) {}

  /** A new alarm has INSUFFICIENT_DATA and is evaluated at once, also on older data; a changed one keeps its state. */
  putMetricAlarm(input: PutMetricAlarmInput): MetricAlarm {
    const settings = readAlarm(input);
    const name = input.AlarmName as string;
    const now = this.platform.clock.now();
    const existing = this.registry.find(name);
    if (existing?.kind === 'CompositeAlarm') {
      throw new ServiceError('ValidationError', `An alarm named ${name} exists already, and is a composite alarm`);
    }
    const alarm: MetricAlarm = existing ?? {
      kind: 'MetricAlarm',
      name,
      arn: this.registry.arn(name),
      metricId: this.platform.random.stream(`cloudwatch.metric-id.${name}`).uuid(),
      settings,
      actionsEnabled: true,
      state: { value: 'INSUFFICIENT_DATA', reason: INITIAL_REASON, reasonData: undefined, time: now },
      transitioned: now,
      configured: now,
      timer: undefined,
    };
    alarm.settings = settings;
    alarm.actionsEnabled = input.ActionsEnabled ?? true;
    alarm.configured = now;
    this.registry.add(alarm);
    this.history.configured(alarm, existing === undefined ? 'created' : 'updated', now);
    this.schedule(alarm, existing === undefined ? now : this.nextEvaluation(alarm));
    return alarm;
  }

  private schedule(alarm: MetricAlarm, time: number): void {
    alarm.timer?.cancel();
    alarm.timer = this.platform.clock.at(time, `alarm ${alarm.name}`, () => {
      // First the next: an evaluation that throws must not be the last.
      this.schedule(alarm, this.nextEvaluation(alarm));
      const change = evaluateAlarm(alarm, this.store, this.platform.clock.now());
      if (change !== undefined) this.changes.enter(alarm, change);
    });
  }

  /** Each alarm is evaluated at an offset of its own within the interval, the same each time, where none is set. */
  private nextEvaluation(alarm: MetricAlarm): number {
    const interval = evaluationInterval(alarm);
    const { alarmOffset } = this.platform.latencies;
    const offset =
      alarmOffset === 'own'
        ? Math.floor(this.platform.random.stream(`cloudwatch.offset.${alarm.name}`).next() * interval)
        : alarmOffset % interval;
    const now = this.platform.clock.now();
    const next = Math.floor(now / interval) * interval + offset;
    return next > now ? next : next + interval;
  }
}
