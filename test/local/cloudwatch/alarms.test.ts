import type { MetricAlarm, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../local/services/cloudwatch';
import { decimal, javaJson } from '../../../local/services/cloudwatch/java-json';
import { createSns } from '../../../local/services/sns';
import { START, TestPlatform } from '../support/platform';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:people';
const ERRORS: PutMetricAlarmInput = {
  AlarmName: 'errors',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};

function setUp() {
  const platform = new TestPlatform();
  const cloudwatch = createCloudWatch(platform);
  const sns = createSns(platform);
  platform.register(cloudwatch.service, sns.service);
  const record = (value: number, name = 'Errors', storageResolution: 1 | 60 = 60, times = 1): void =>
    cloudwatch.record(
      {
        namespace: 'Shop',
        name,
        dimensionSets: [{}],
        values: new Array(times).fill(value),
        unit: 'None',
        time: platform.clock.now(),
        storageResolution,
      },
      0,
    );
  const put = async (more: Partial<PutMetricAlarmInput> = {}, base = ERRORS): Promise<void> => {
    await platform.ask('cloudwatch', 'PutMetricAlarm', { ...base, ...more });
    await platform.pass(0);
  };
  const alarm = async (): Promise<MetricAlarm> =>
    (await platform.ask<{ MetricAlarms: MetricAlarm[] }>('cloudwatch', 'DescribeAlarms')).MetricAlarms[0] ?? {};
  const states = (): unknown[] =>
    platform.events.map(({ detail }) => (detail as { state: { value: string } }).state.value);
  return { platform, sns, record, put, alarm, states };
}

test('a new alarm has insufficient data and is evaluated at once', async () => {
  const { platform, put, alarm, states } = setUp();
  await platform.clock.task('put', () =>
    platform.call('cloudwatch', 'PutMetricAlarm', ERRORS, { kind: 'service', service: 'test' }),
  );
  expect(await alarm()).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
  });
  await platform.pass(0);
  expect(await alarm()).toMatchObject({
    StateValue: 'OK',
    StateReason:
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  });
  await put({ Threshold: 2 });
  expect((await alarm()).StateValue).toBe('OK');
  expect(states()).toEqual(['OK']);
});

test('one breaching minute and then silence: ALARM within two minutes, OK after N + 2 periods', async () => {
  const { platform, record, put, states } = setUp();
  await put();
  record(3);
  await platform.pass(120);
  expect(states()).toEqual(['OK', 'ALARM']);
  const rang = platform.events.at(-1)?.time ?? 0;
  await platform.pass(300);
  expect(states()).toEqual(['OK', 'ALARM', 'OK']);
  // The point leaves the range of three minutes three minutes after the evaluation that first saw it.
  expect((platform.events.at(-1)?.time ?? 0) - rang).toBe(180_000);
});

test('the event has the documented shape', async () => {
  const { platform, record, put } = setUp();
  await put({ AlarmDescription: 'Errors. Runbook: x', Dimensions: [] });
  record(3);
  await platform.pass(120);
  const event = platform.events.at(-1);
  expect(event).toMatchObject({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors'],
    detail: {
      alarmName: 'errors',
      state: {
        value: 'ALARM',
        reason:
          'Threshold Crossed: 1 datapoint [3.0 (24/10/26 18:00:00)] was greater than or equal to the threshold (1.0).',
        timestamp: expect.stringMatching(/^2026-10-24T18:0\d:\d\d\.\d{3}\+0000$/),
      },
      previousState: { value: 'OK' },
      configuration: {
        description: 'Errors. Runbook: x',
        metrics: [
          {
            id: expect.any(String),
            metricStat: { metric: { namespace: 'Shop', name: 'Errors', dimensions: {} }, period: 60, stat: 'Sum' },
            returnData: true,
          },
        ],
      },
    },
  });
  const detail = event?.detail as { state: { reasonData: string } } | undefined;
  expect(JSON.parse(detail?.state.reasonData ?? '')).toMatchObject({
    version: '1.0',
    startDate: '2026-10-24T18:00:00.000+0000',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [3],
    threshold: 1,
    evaluatedDatapoints: [{ timestamp: '2026-10-24T18:00:00.000+0000', sampleCount: 1, value: 3 }],
  });
});

test('M of N over ten-second periods, by metric math that ignores periods with few requests', async () => {
  const { platform, record, put, alarm, states } = setUp();
  const stat = (Id: string, MetricName: string, Stat: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 10, Stat },
    ReturnData: false,
  });
  await put(
    {},
    {
      AlarmName: 'ratio',
      Metrics: [
        { Id: 'ratio', Expression: 'IF(requests >= 5, faults)', Label: 'ratio' },
        stat('requests', 'Requests', 'Sum'),
        stat('faults', 'Faults', 'Average'),
      ],
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 0.1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
  );
  const traffic = async (requests: number, fault: 0 | 1): Promise<void> => {
    record(1, 'Requests', 1, requests);
    record(fault, 'Faults', 1, requests);
    await platform.pass(10);
  };
  for (let period = 0; period < 5; period += 1) await traffic(4, 1);
  expect(states()).toEqual(['OK']);
  await traffic(5, 1);
  await traffic(5, 1);
  await platform.pass(10);
  expect(states()).toEqual(['OK', 'ALARM']);
  expect((await alarm()).StateReason).toMatch(
    /^Threshold Crossed: 2 out of the last 3 datapoints \[1\.0 \(.*\), 1\.0 \(.*\)\] were greater than or equal to the threshold \(0\.1\) and 1 missing datapoint was treated as \[NonBreaching\] \(minimum 2 datapoints for OK -> ALARM transition\)\.$/,
  );
  for (let period = 0; period < 3; period += 1) await traffic(5, 0);
  expect(states()).toEqual(['OK', 'ALARM', 'OK']);
});

test('ignore and missing leave what AWS leaves', async () => {
  const { platform, record, put, alarm } = setUp();
  await put({ TreatMissingData: 'ignore' });
  record(3);
  await platform.pass(1200);
  expect((await alarm()).StateValue).toBe('ALARM');
  await put({ TreatMissingData: 'missing' });
  await platform.pass(60);
  expect(await alarm()).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Insufficient Data: 1 datapoint was unknown.',
  });
});

test('a percentile that ignores low sample counts needs 200 samples for p95', async () => {
  const { platform, record, put, alarm } = setUp();
  const { Statistic: _, ...rest } = ERRORS;
  await put({ ExtendedStatistic: 'p95', EvaluateLowSampleCountPercentile: 'ignore' }, rest);
  record(9, 'Errors', 60, 199);
  await platform.pass(100);
  expect((await alarm()).StateValue).toBe('OK');
  record(9, 'Errors', 60, 200);
  await platform.pass(120);
  expect((await alarm()).StateValue).toBe('ALARM');
});

test('a set state makes an event, actions and history, and is undone by the next evaluation', async () => {
  const { platform, sns, put, alarm, states } = setUp();
  await platform.ask('sns', 'CreateTopic', { Name: 'people' });
  await put({ AlarmActions: [TOPIC] });
  await platform.ask('cloudwatch', 'SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' });
  await platform.pass(0);
  expect(states()).toEqual(['OK', 'ALARM']);
  const [published] = sns.published(TOPIC);
  expect(published?.subject).toBe('ALARM: "errors" in US East (N. Virginia)');
  expect(JSON.parse(published?.message ?? '')).toMatchObject({
    AlarmName: 'errors',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    NewStateReason: 'drill',
    Trigger: { MetricName: 'Errors', Statistic: 'SUM' },
  });
  await platform.pass(60);
  expect((await alarm()).StateValue).toBe('OK');
  const { AlarmHistoryItems } = await platform.ask<{ AlarmHistoryItems: { HistorySummary: string }[] }>(
    'cloudwatch',
    'DescribeAlarmHistory',
    { AlarmName: 'errors' },
  );
  expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm updated from ALARM to OK',
    `Successfully executed action ${TOPIC}`,
    'Alarm updated from OK to ALARM',
    'Alarm updated from INSUFFICIENT_DATA to OK',
    'Alarm "errors" created',
  ]);
});

test('disabled actions still make events', async () => {
  const { platform, sns, put, states } = setUp();
  await platform.ask('sns', 'CreateTopic', { Name: 'people' });
  await put({ AlarmActions: [TOPIC], ActionsEnabled: false });
  await platform.ask('cloudwatch', 'SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' });
  await platform.pass(0);
  expect(states()).toEqual(['OK', 'ALARM']);
  expect(sns.published()).toEqual([]);
});

test('DescribeAlarms selects and pages', async () => {
  const { platform, put } = setUp();
  for (const AlarmName of ['a-1', 'a-2', 'b-1']) await put({ AlarmName });
  const names = async (input: object): Promise<unknown> => {
    const answer = await platform.ask<{ MetricAlarms: MetricAlarm[]; NextToken?: string }>(
      'cloudwatch',
      'DescribeAlarms',
      input,
    );
    return { names: answer.MetricAlarms.map(({ AlarmName }) => AlarmName), next: answer.NextToken };
  };
  expect(await names({ AlarmNamePrefix: 'a-' })).toEqual({ names: ['a-1', 'a-2'], next: undefined });
  expect(await names({ AlarmNames: ['b-1', 'zz'] })).toEqual({ names: ['b-1'], next: undefined });
  expect(await names({ StateValue: 'ALARM' })).toEqual({ names: [], next: undefined });
  const first = (await names({ MaxRecords: 2 })) as { next: string };
  expect(await names({ MaxRecords: 2, NextToken: first.next })).toEqual({ names: ['b-1'], next: undefined });
});

test.each<[string, Partial<PutMetricAlarmInput>, RegExp]>([
  ['an anomaly band', { ComparisonOperator: 'LessThanLowerThreshold' }, /anomaly bands/],
  [
    'an action that is no topic',
    { AlarmActions: ['arn:aws:lambda:us-east-1:000000000000:function:f'] },
    /only SNS topics/,
  ],
  ['a period of 15 s', { Period: 15 }, /Period must be 10, 20, 30 or a multiple of 60/],
  ['a period of 5 s', { Period: 5 }, /Period must be 10, 20, 30 or a multiple of 60/],
  ['a look back over more than a week', { Period: 3600, EvaluationPeriods: 169 }, /more than a week/],
  ['no statistic', { Statistic: undefined }, /Statistic or ExtendedStatistic/],
  ['an unknown statistic', { Statistic: 'Median' as never }, /at 'statistic'.*enum value set/],
  [
    'a percentile beyond the last',
    { Statistic: undefined, ExtendedStatistic: 'p101' },
    /^The value p101 for parameter ExtendedStatistic is not supported\.$/,
  ],
  ['a trimmed mean', { Statistic: undefined, ExtendedStatistic: 'tm90' }, /does not implement the statistic tm90/],
  ['no threshold', { Threshold: undefined }, /Threshold must not be null/],
  ['no name', { AlarmName: undefined }, /Value null at 'alarmName'/],
  ['an unknown treatment', { TreatMissingData: 'never' }, /Option never is not supported/],
  ['what belongs to a single metric beside a list', { Metrics: [] }, /MetricName should not be set if list of Metrics/],
  ['M above N', { DatapointsToAlarm: 2 }, /DatapointsToAlarm/],
  ['more than a day', { Period: 300, EvaluationPeriods: 289 }, /more than a day/],
  ['a threshold metric', { ThresholdMetricId: 'x' }, /ThresholdMetricId/],
])('%s is refused', async (_, change, message) => {
  await expect(setUp().put(change)).rejects.toThrow(message);
});

test('numbers in reasons are written as CloudWatch writes them', () => {
  expect([3, 0.005, 0.0001, 12_345_678, -2.5].map(decimal)).toEqual(['3.0', '0.005', '1.0E-4', '1.2345678E7', '-2.5']);
});

test('numbers in JSON, too, and whole ones stay whole where they are counts of seconds or periods', () => {
  const data = {
    threshold: 1,
    period: 60,
    recentDatapoints: [3, 0.5],
    evaluatedDatapoints: [{ value: 3, sampleCount: 2 }],
  };
  expect(javaJson({ ...data, text: '"1"' })).toBe(
    '{"threshold":1.0,"period":60,"recentDatapoints":[3.0,0.5],"evaluatedDatapoints":[{"value":3.0,"sampleCount":2.0}],"text":"\\"1\\""}',
  );
});

/** Seconds after the hour at which an alarm first rings for a datum of 18:00:00, of ten-second resolution. */
async function rings(more: Partial<PutMetricAlarmInput>): Promise<number> {
  const platform = new TestPlatform({ alarmOffset: 7_000 });
  const cloudwatch = createCloudWatch(platform);
  platform.register(cloudwatch.service);
  await platform.ask('cloudwatch', 'PutMetricAlarm', { ...ERRORS, ...more });
  const data = { Namespace: 'Shop', MetricData: [{ MetricName: 'Errors', Value: 3, StorageResolution: 1 }] };
  await platform.ask('cloudwatch', 'PutMetricData', data);
  platform.events.length = 0;
  await platform.pass(7300);
  const rang = platform.events.find(({ detail }) => (detail as { state: { value: string } }).state.value === 'ALARM');
  return ((rang?.time ?? 0) - START) / 1000;
}

test('alarms are evaluated every 10 s, every minute, or every hour, each at its offset', async () => {
  expect(await rings({ Period: 10 })).toBe(17);
  expect(await rings({ Period: 60 })).toBe(67);
  // The hour that is judged ends with 19:00; a look back over more than a day happens once an hour.
  expect(await rings({ Period: 3600, EvaluationPeriods: 25, DatapointsToAlarm: 1 })).toBe(3607);
});

test('a quiet hour with fifteen alarms costs little', async () => {
  const { platform, put } = setUp();
  for (let number = 0; number < 15; number += 1)
    await put({ AlarmName: `quiet-${number}`, Period: number < 5 ? 10 : 60 });
  const start = process.hrtime.bigint();
  await platform.pass(3600);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  expect(platform.clock.now()).toBe(START + 3_600_000);
  // 75 ms on an idle machine; the bound is for a mistake that makes idling expensive, not for a busy machine.
  expect(milliseconds).toBeLessThan(10_000);
});
