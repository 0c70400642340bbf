import type { ComparisonOperator, PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { ClockTimer } from '../../kernel/clock';
import type { AlarmRule, AlarmState } from './alarm-decision';
import type { CompositeRule } from './composite-rule';
import type { Query } from './metric-query';

/** What a metric alarm judges, checked and with periods in milliseconds. */
export interface AlarmSettings {
  /** As it was put: what DescribeAlarms shows. */
  readonly input: PutMetricAlarmInput;
  readonly queries: readonly Query[];
  /** The query whose points are judged. */
  readonly judged: Query;
  /** ms. */
  readonly period: number;
  readonly rule: AlarmRule;
  readonly threshold: number;
  readonly comparison: StaticComparison;
  /** Samples that a point of a percentile needs; fewer leave the state alone. 0: none needed. */
  readonly leastSamples: number;
}

export type StaticComparison = Extract<
  ComparisonOperator,
  'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold'
>;

/** What a composite alarm judges, checked. */
export interface CompositeSettings {
  /** As it was put: what DescribeAlarms shows. */
  readonly input: PutCompositeAlarmInput;
  readonly rule: CompositeRule;
  readonly suppressor: Suppressor | undefined;
}

/** The alarm that keeps a composite alarm from acting. */
export interface Suppressor {
  /** Name or ARN. */
  readonly alarm: string;
  /** How long actions wait for the suppressor to go to ALARM, ms. */
  readonly wait: number;
  /** How long actions wait after it has left ALARM, ms. */
  readonly extension: number;
}

export type SuppressedBy = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

export interface StateRecord {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData: string | undefined;
  /** ms since the epoch. */
  readonly time: number;
  /** What holds the actions of this state back; composite alarms only. */
  readonly suppressedBy?: SuppressedBy;
}

interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  actionsEnabled: boolean;
  state: StateRecord;
  /** When the state's value last changed, ms since the epoch. */
  transitioned: number;
  configured: number;
}

export interface MetricAlarm extends AlarmBase {
  readonly kind: 'MetricAlarm';
  /** Ids of metrics in events, which AWS makes up; made once for each alarm. */
  readonly metricId: string;
  settings: AlarmSettings;
  /** Its next evaluation. */
  timer: ClockTimer | undefined;
}

export interface CompositeAlarm extends AlarmBase {
  readonly kind: 'CompositeAlarm';
  settings: CompositeSettings;
  /** The state whose actions were last due: what comes back to it during a suppression has nothing to tell. */
  told: AlarmState;
  /** End of a wait or extension period. */
  timer: ClockTimer | undefined;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export const INITIAL_REASON = 'Unchecked: Initial alarm creation';

/** Topics that the alarm's present state notifies. */
export function actionsFor({ state, settings }: Alarm): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = settings.input;
  switch (state.value) {
    case 'OK':
      return OKActions;
    case 'ALARM':
      return AlarmActions;
    case 'INSUFFICIENT_DATA':
      return InsufficientDataActions;
    default:
      return state.value satisfies never;
  }
}

export function allActions({ settings }: Alarm): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = settings.input;
  return [...OKActions, ...AlarmActions, ...InsufficientDataActions];
}

export function breaches(comparison: StaticComparison, value: number, threshold: number): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    default:
      return comparison satisfies never;
  }
}
