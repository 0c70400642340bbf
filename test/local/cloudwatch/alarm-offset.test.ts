import { createCloudWatch } from '../../../local/services/cloudwatch';
import { TestPlatform } from '../support/platform';

/** Seconds within the minute at which these alarms first change on a datum. */
async function moments(alarmOffset?: number): Promise<number[]> {
  const platform = new TestPlatform(alarmOffset === undefined ? {} : { alarmOffset });
  const cloudwatch = createCloudWatch(platform);
  platform.register(cloudwatch.service);
  const seconds: number[] = [];
  for (const AlarmName of ['a', 'b', 'c']) {
    await platform.ask('cloudwatch', 'PutMetricAlarm', {
      AlarmName,
      Namespace: 'N',
      MetricName: 'm',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  }
  await platform.pass(3600);
  platform.onEmit = () => seconds.push((platform.clock.now() / 1000) % 60);
  await platform.ask('cloudwatch', 'PutMetricData', { Namespace: 'N', MetricData: [{ MetricName: 'm', Value: 1 }] });
  await platform.pass(130);
  return seconds.slice(0, 3);
}

test('alarms are evaluated at offsets of their own, or all at one that is set', async () => {
  expect(new Set(await moments()).size).toBe(3);
  expect(await moments(7_000)).toEqual([7, 7, 7]);
  expect(await moments(0)).toEqual([0, 0, 0]);
});
