import type { PutMetricAlarmInput, SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { isJson } from '../support/json';
import { only } from '../support/only';
import type { Alarm, StateRecord } from './alarm';
import { stateChangeEvent } from './alarm-event';
import type { AlarmHistory } from './alarm-history';
import { notification } from './alarm-notification';
import { evaluateAlarm, evaluationInterval } from './evaluate-alarm';
import type { MetricStore } from './metric-store';
import { readAlarm } from './put-metric-alarm';

const CLOUDWATCH = { kind: 'service', service: 'cloudwatch.amazonaws.com' } as const;

/** The metric alarms: their life, their evaluation on schedule, and what a change of state sets off. */
export class Alarms {
  private readonly byName = new Map<string, Alarm>();

  constructor(
    private readonly platform: Platform,
    private readonly store: MetricStore,
    private readonly history: AlarmHistory,
  ) {}

  /** A new alarm has INSUFFICIENT_DATA and is evaluated at once, also on older data; a changed one keeps its state. */
  putMetricAlarm(input: PutMetricAlarmInput): void {
    const settings = readAlarm(input);
    const name = input.AlarmName as string;
    const now = this.platform.clock.now();
    const existing = this.byName.get(name);
    const alarm: Alarm = existing ?? {
      name,
      arn: this.arn(name),
      metricId: this.platform.random.stream(`cloudwatch.metric-id.${name}`).uuid(),
      settings,
      actionsEnabled: true,
      state: {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: undefined,
        time: now,
      },
      transitioned: now,
      configured: now,
      timer: undefined,
    };
    alarm.settings = settings;
    alarm.actionsEnabled = input.ActionsEnabled ?? true;
    alarm.configured = now;
    this.byName.set(name, alarm);
    this.history.configured(alarm, existing === undefined ? 'created' : 'updated', now);
    this.schedule(alarm, existing === undefined ? now : this.nextEvaluation(alarm));
  }

  deleteAlarms(names: readonly string[]): void {
    const missing = names.filter((name) => !this.byName.has(name));
    if (missing.length > 0 && names.length > 1) throw notFound();
    for (const name of names) {
      this.byName.get(name)?.timer?.cancel();
      this.byName.delete(name);
    }
  }

  /** Undone by the next evaluation. */
  setAlarmState(input: SetAlarmStateInput): void {
    only('SetAlarmState', input, ['AlarmName', 'StateValue', 'StateReason', 'StateReasonData']);
    const alarm = this.byName.get(input.AlarmName ?? '');
    if (alarm === undefined) throw notFound();
    const { StateValue: value, StateReason: reason = '', StateReasonData: reasonData } = input;
    if (value !== 'OK' && value !== 'ALARM' && value !== 'INSUFFICIENT_DATA') {
      throw new ServiceError(
        'ValidationError',
        `1 validation error detected: Value '${value}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]`,
      );
    }
    if (reasonData !== undefined && !isJson(reasonData)) {
      throw new ServiceError('InvalidFormat', 'StateReasonData is not valid JSON.');
    }
    this.enter(alarm, { value, reason, reasonData, time: this.platform.clock.now() });
  }

  setActionsEnabled(names: readonly string[], enabled: boolean): void {
    for (const name of names) {
      const alarm = this.byName.get(name);
      if (alarm !== undefined) alarm.actionsEnabled = enabled;
    }
  }

  /** By name. */
  all(): Alarm[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  arn(name: string): string {
    return `arn:aws:cloudwatch:${this.platform.region}:${this.platform.account}:alarm:${name}`;
  }

  private schedule(alarm: Alarm, time: number): void {
    alarm.timer?.cancel();
    alarm.timer = this.platform.clock.at(time, `alarm ${alarm.name}`, () => {
      // First the next: an evaluation that throws must not be the last.
      this.schedule(alarm, this.nextEvaluation(alarm));
      const change = evaluateAlarm(alarm, this.store, this.platform.clock.now());
      if (change !== undefined) this.enter(alarm, change);
    });
  }

  /** Each alarm is evaluated at an offset of its own within the interval, the same each time, where none is set. */
  private nextEvaluation(alarm: Alarm): number {
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

  private enter(alarm: Alarm, state: StateRecord): void {
    const previous = alarm.state;
    alarm.state = state;
    if (previous.value === state.value) return;
    alarm.transitioned = state.time;
    this.history.changed(alarm, previous);
    this.platform.emit(stateChangeEvent(alarm, previous));
    if (!alarm.actionsEnabled) return;
    const message = notification(alarm, previous, this.platform.region, this.platform.account);
    const { clock } = this.platform;
    for (const topicArn of actionsFor(alarm)) {
      clock.at(clock.now(), `alarm action ${alarm.name}`, () => this.act(alarm, topicArn, message));
    }
  }

  private async act(alarm: Alarm, topicArn: string, message: object): Promise<void> {
    const { platform } = this;
    try {
      await platform.call('sns', 'Publish', { TopicArn: topicArn, ...message }, { ...CLOUDWATCH, sourceArn: alarm.arn });
      this.history.acted(alarm, topicArn, undefined, platform.clock.now());
    } catch (error) {
      if (!(error instanceof ServiceError) || error instanceof NotEmulatedError) throw error;
      this.history.acted(alarm, topicArn, error.message, platform.clock.now());
    }
  }
}

function actionsFor({ state, settings }: Alarm): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = settings.input;
  switch (state.value) {
    case 'OK':
      return OKActions;
    case 'ALARM':
      return AlarmActions;
    case 'INSUFFICIENT_DATA':
      return InsufficientDataActions;
    default: {
      const never: never = state.value;
      return never;
    }
  }
}

const notFound = (): ServiceError => new ServiceError('ResourceNotFound', 'Alarm not found', 404);
