import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import { only } from '../support/only';
import type { AlarmRegistry } from './alarm-registry';
import { check, number, required, text } from './constraints';
import { describe } from './describe-alarms';
import { dimensionsOf } from './metric-query';
import { sameMetric } from './metric-store';

/** Alarms on just this metric: none that uses it in an expression. All at once, as on AWS. */
export function describeAlarmsForMetric(
  registry: AlarmRegistry,
  input: DescribeAlarmsForMetricInput,
): DescribeAlarmsForMetricOutput {
  check(input, {
    MetricName: required(text(1, 255)),
    Namespace: required(text(1, 255)),
    Dimensions: text(0, 30),
    Period: number(1),
  });
  only('DescribeAlarmsForMetric', input, [
    'Dimensions',
    'ExtendedStatistic',
    'MetricName',
    'Namespace',
    'Period',
    'Statistic',
    'Unit',
  ]);
  const wanted = {
    namespace: input.Namespace ?? '',
    name: input.MetricName ?? '',
    dimensions: dimensionsOf(input.Dimensions),
  };
  const found = registry.all().filter((alarm) => {
    if (alarm.kind !== 'MetricAlarm' || alarm.settings.input.Metrics !== undefined) return false;
    const { Namespace = '', MetricName = '', Dimensions, ...given } = alarm.settings.input;
    return (
      sameMetric({ namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) }, wanted) &&
      (['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const).every(
        (member) => input[member] === undefined || input[member] === given[member],
      )
    );
  });
  return { MetricAlarms: found.map(describe) };
}
