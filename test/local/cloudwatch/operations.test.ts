import type { GetMetricDataOutput, MetricAlarm, Tag } from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../local/services/cloudwatch';
import { START, TestPlatform } from '../support/platform';

const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
const ALARM = {
  AlarmName: 'x',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};
const HOUR = 3_600_000;

function setUp() {
  const platform = new TestPlatform();
  platform.register(createCloudWatch(platform).service);
  const ask = <Output = object>(operation: string, input: object = {}) =>
    platform.ask<Output>('cloudwatch', operation, input);
  return { platform, ask };
}

test('tags come with a new alarm, are changed apart from it, and go with it', async () => {
  const { ask } = setUp();
  const ResourceARN = `${ARN}x`;
  const tags = async () => (await ask<{ Tags: Tag[] }>('ListTagsForResource', { ResourceARN })).Tags;
  expect(await tags()).toEqual([]);
  await ask('PutMetricAlarm', { ...ALARM, Tags: [{ Key: 'team', Value: 'a' }] });
  await ask('PutMetricAlarm', { ...ALARM, Tags: [{ Key: 'other', Value: 'b' }] });
  expect(await tags()).toEqual([{ Key: 'team', Value: 'a' }]);
  await ask('TagResource', {
    ResourceARN,
    Tags: [
      { Key: 'team', Value: 'c' },
      { Key: 'more', Value: '' },
    ],
  });
  await ask('UntagResource', { ResourceARN, TagKeys: ['team'] });
  expect(await tags()).toEqual([{ Key: 'more', Value: '' }]);
  await ask('DeleteAlarms', { AlarmNames: ['x'] });
  expect(await tags()).toEqual([]);
  await expect(ask('TagResource', { ResourceARN, Tags: [] })).rejects.toThrow('does not exist');
});

test('DescribeAlarmsForMetric finds alarms on just that metric', async () => {
  const { ask } = setUp();
  await ask('PutMetricAlarm', ALARM);
  await ask('PutMetricAlarm', { ...ALARM, AlarmName: 'y', Dimensions: [{ Name: 'Store', Value: '1' }] });
  const names = async (more: object = {}) =>
    (
      await ask<{ MetricAlarms: MetricAlarm[] }>('DescribeAlarmsForMetric', {
        Namespace: 'Shop',
        MetricName: 'Errors',
        ...more,
      })
    ).MetricAlarms.map(({ AlarmName }) => AlarmName);
  expect(await names()).toEqual(['x']);
  expect(await names({ Dimensions: [{ Name: 'Store', Value: '1' }], Period: 60 })).toEqual(['y']);
  expect(await names({ Statistic: 'Average' })).toEqual([]);
});

test('of several alarms those that exist are deleted, and the others told', async () => {
  const { ask } = setUp();
  await ask('PutMetricAlarm', ALARM);
  await expect(ask('DeleteAlarms', { AlarmNames: ['x', 'gone'] })).rejects.toThrow(
    expect.objectContaining({ code: 'ResourceNotFound' }),
  );
  expect(await ask('DescribeAlarms')).toMatchObject({ MetricAlarms: [] });
  await ask('DeleteAlarms', { AlarmNames: ['gone'] });
});

test('GetMetricData pages over points, and says which result goes on', async () => {
  const { platform, ask } = setUp();
  for (const value of [1, 2, 3]) {
    await ask('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'a', Value: value }] });
    await platform.pass(60);
  }
  await ask('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'b', Value: 4 }] });
  await platform.pass(60);
  const query = (Id: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: Id }, Period: 60, Stat: 'Sum' },
  });
  const pages: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const answer: GetMetricDataOutput = await ask('GetMetricData', {
      MetricDataQueries: [query('a'), query('b')],
      StartTime: new Date(START),
      EndTime: new Date(START + HOUR),
      MaxDatapoints: 2,
      NextToken,
    });
    pages.push(answer.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  expect(pages).toEqual([
    [['a', [3, 2], 'PartialData']],
    [
      ['a', [1], 'Complete'],
      ['b', [4], 'Complete'],
    ],
  ]);
});

test('an array of metric math gives a result for each time series', async () => {
  const { platform, ask } = setUp();
  const data = ['a', 'b'].map((MetricName) => ({ MetricName, Value: 2 }));
  await ask('PutMetricData', { Namespace: 'Shop', MetricData: data });
  await platform.pass(60);
  const query = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  const { MetricDataResults } = await ask<GetMetricDataOutput>('GetMetricData', {
    MetricDataQueries: [query('m1', 'a'), query('m2', 'b'), { Id: 'e', Expression: 'METRICS() * 2', Label: 'twice' }],
    StartTime: new Date(START),
    EndTime: new Date(START + HOUR),
  });
  expect(MetricDataResults).toMatchObject([
    { Id: 'e', Label: 'twice a', Values: [4] },
    { Id: 'e', Label: 'twice b', Values: [4] },
  ]);
});

test('ListMetrics forgets what has had no data for two weeks', async () => {
  const { platform, ask } = setUp();
  await ask('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'a', Value: 1 }] });
  const count = async (more: object = {}) => (await ask<{ Metrics: object[] }>('ListMetrics', more)).Metrics.length;
  await platform.pass(4 * 3600);
  expect([await count(), await count({ RecentlyActive: 'PT3H' })]).toEqual([1, 0]);
  await platform.pass(14 * 24 * 3600);
  expect(await count()).toBe(0);
});

// Messages as recorded from AWS, except where AWS is only known to refuse.
test.each<[object, string, string]>([
  [
    { Value: 1, Values: [1] },
    'InvalidParameterCombination',
    'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
  ],
  [
    { Values: [1, 2], Counts: [1] },
    'InvalidParameterValue',
    'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
  ],
  [{ Value: Number.NaN }, 'InvalidParameterValue', 'The value NaN for parameter MetricData.member.1.Value is invalid.'],
  [
    { Value: 1, Timestamp: new Date(START - 15 * 24 * HOUR) },
    'InvalidParameterValue',
    'must specify a time no more than two weeks in the past',
  ],
  [
    { Value: 1, Timestamp: new Date(START + 3 * HOUR) },
    'InvalidParameterValue',
    'must specify a time no more than two hours in the future',
  ],
  [{}, 'MissingParameter', 'At least one of the parameters must be specified.'],
  [
    { StatisticValues: { SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 2 } },
    'NotEmulated',
    'StatisticValues that no values have',
  ],
  [
    { Value: 1, Unit: 'Parsecs' },
    'InvalidParameterValue',
    'The parameter MetricData.member.1.Unit must be a value in the set [ Seconds, Microseconds, ',
  ],
])('PutMetricData refuses %p', async (datum, code, message) => {
  const { ask } = setUp();
  const put = ask('PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'a', ...datum }] });
  await expect(put).rejects.toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});

test('SetAlarmState tells an unknown state in the words of AWS', async () => {
  const { ask } = setUp();
  await expect(ask('SetAlarmState', { AlarmName: 'x', StateValue: 'INVALID', StateReason: 'x' })).rejects.toThrow(
    "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
  );
});
