import type { ComparisonOperator, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { ClockTimer } from '../../kernel/clock';
import type { AlarmRule, AlarmState } from './alarm-decision';
import type { Query } from './metric-query';

/** What an alarm judges, checked and with periods in milliseconds. */
export interface AlarmSettings {
  /** As it was put: what DescribeAlarms shows. */
  readonly input: PutMetricAlarmInput;
  readonly queries: readonly Query[];
  /** The query whose points are judged. */
  readonly judged: string;
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

export interface StateRecord {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData: string | undefined;
  /** ms since the epoch. */
  readonly time: number;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** Ids of metrics in events, which AWS makes up; made once for each alarm. */
  readonly metricId: string;
  settings: AlarmSettings;
  actionsEnabled: boolean;
  state: StateRecord;
  /** When the state's value last changed, ms since the epoch. */
  transitioned: number;
  configured: number;
  timer: ClockTimer | undefined;
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
    default: {
      const never: never = comparison;
      return never;
    }
  }
}
