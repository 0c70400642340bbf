import type { MetricDatum } from '../../../local/kernel/platform';
import { createCloudWatch } from '../../../local/services/cloudwatch';
import { Samples } from '../../../local/services/cloudwatch/samples';
import { Series } from '../../../local/services/cloudwatch/series';
import { START, TestPlatform } from '../support/platform';

function setUp() {
  const platform = new TestPlatform();
  const cloudwatch = createCloudWatch(platform);
  platform.register(cloudwatch.service);
  return { platform, cloudwatch };
}

function datum(values: number[], more: Partial<MetricDatum> = {}): MetricDatum {
  return {
    namespace: 'Shop',
    name: 'Orders',
    dimensionSets: [{ Store: 'a' }],
    values,
    unit: 'Count',
    time: START,
    storageResolution: 60,
    ...more,
  };
}

const query = (stat: string, period = 60, dimensions = [{ Name: 'Store', Value: 'a' }]) => ({
  Id: 'q',
  MetricStat: {
    Metric: { Namespace: 'Shop', MetricName: 'Orders', Dimensions: dimensions },
    Period: period,
    Stat: stat,
  },
});

const ask = (platform: TestPlatform, queries: object[], from = START, to = START + 300_000) =>
  platform.ask<{ MetricDataResults: { Id: string; Values: number[]; Timestamps: Date[] }[] }>(
    'cloudwatch',
    'GetMetricData',
    {
      MetricDataQueries: queries,
      StartTime: new Date(from),
      EndTime: new Date(to),
    },
  );

test('a datum is seen only after its delay, at its own time', async () => {
  const { platform, cloudwatch } = setUp();
  await platform.pass(90);
  cloudwatch.record(datum([1, 2]), 5000);
  await platform.pass(4.999);
  expect((await ask(platform, [query('Sum')])).MetricDataResults[0]?.Values).toEqual([]);
  await platform.pass(0.001);
  const { Values, Timestamps } = (await ask(platform, [query('Sum')])).MetricDataResults[0] ?? {};
  expect(Values).toEqual([3]);
  expect(Timestamps).toEqual([new Date(START)]);
});

test.each([
  ['Sum', 15],
  ['Average', 3],
  ['Minimum', 1],
  ['Maximum', 5],
  ['SampleCount', 5],
  ['p50', 3],
  ['p90', 4.6],
  ['p100', 5],
])('%s of 1 to 5 is %d', async (stat, expected) => {
  const { platform, cloudwatch } = setUp();
  cloudwatch.record(datum([5, 3, 1, 4, 2]), 0);
  expect((await ask(platform, [query(stat)])).MetricDataResults[0]?.Values[0]).toBeCloseTo(expected);
});

test('dimension sets are metrics of their own and never rolled up', async () => {
  const { platform, cloudwatch } = setUp();
  cloudwatch.record(datum([1], { dimensionSets: [{}, { Store: 'a', Till: '1' }] }), 0);
  expect((await ask(platform, [query('Sum')])).MetricDataResults[0]?.Values).toEqual([]);
  expect((await ask(platform, [query('Sum', 60, [])])).MetricDataResults[0]?.Values).toEqual([1]);
  const { Metrics } = await platform.ask<{ Metrics: object[] }>('cloudwatch', 'ListMetrics', { Namespace: 'Shop' });
  expect(Metrics).toHaveLength(2);
});

test('the newest point comes first unless asked otherwise, and expressions see aligned periods', async () => {
  const { platform, cloudwatch } = setUp();
  cloudwatch.record(datum([2]), 0);
  cloudwatch.record(datum([4], { time: START + 60_000 }), 0);
  const twice = { Id: 'twice', Expression: 'q * 2' };
  const { MetricDataResults } = await ask(platform, [{ ...query('Sum'), ReturnData: false }, twice]);
  expect(MetricDataResults).toMatchObject([{ Id: 'twice', Values: [8, 4], Label: 'twice', StatusCode: 'Complete' }]);
});

test('what is not implemented is refused by name', async () => {
  const { platform } = setUp();
  await expect(ask(platform, [query('tm95')])).rejects.toThrow('the statistic tm95');
  await expect(platform.ask('cloudwatch', 'GetMetricData', { LabelOptions: {} })).rejects.toThrow(
    'LabelOptions of GetMetricData',
  );
  const cycle = [
    { Id: 'a', Expression: 'b' },
    { Id: 'b', Expression: 'a' },
  ];
  await expect(ask(platform, cycle)).rejects.toThrow('refers to itself');
});

test('put metric data can be read back as statistics', async () => {
  const { platform } = setUp();
  await platform.ask('cloudwatch', 'PutMetricData', {
    Namespace: 'Shop',
    MetricData: [{ MetricName: 'Orders', Values: [1, 3], Counts: [2, 1], Unit: 'Count' }],
  });
  await platform.pass(10);
  const { Datapoints } = await platform.ask<{ Datapoints: object[] }>('cloudwatch', 'GetMetricStatistics', {
    Namespace: 'Shop',
    MetricName: 'Orders',
    StartTime: new Date(START),
    EndTime: new Date(START + 60_000),
    Period: 60,
    Statistics: ['Sum', 'SampleCount'],
  });
  expect(Datapoints).toEqual([{ Timestamp: new Date(START), Sum: 5, SampleCount: 3, Unit: 'Count' }]);
  await expect(platform.ask('cloudwatch', 'PutMetricData', { Namespace: 'AWS/Lambda' })).rejects.toThrow('AWS/');
});

test('seconds become minutes after three hours and nothing is lost', () => {
  const series = new Series();
  const hours = 5;
  for (let second = 0; second < hours * 3600; second += 1)
    series.add(START + second * 1000, [1], 1000, START + second * 1000);
  const samples = new Samples();
  series.collect(START, START + hours * 3_600_000, samples);
  expect(samples.count).toBe(hours * 3600);
  expect((series as unknown as { buckets: unknown[] }).buckets.length).toBeLessThan(3 * 3600 + 1000 + 130);
});
