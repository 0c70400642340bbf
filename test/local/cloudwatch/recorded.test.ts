import { createCloudWatch } from '../../../local/services/cloudwatch';
import { START, TestPlatform } from '../support/platform';

/** Behaviour that was recorded from AWS. */

let platform: TestPlatform;
beforeEach(() => {
  platform = new TestPlatform();
  platform.register(createCloudWatch(platform).service);
});
// biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
const ask = (operation: string, input: object): Promise<any> => platform.ask('cloudwatch', operation, input);

const put = async (...data: object[]): Promise<void> => {
  await ask('PutMetricData', { Namespace: 'n', MetricData: data.map((datum) => ({ MetricName: 'm', ...datum })) });
  await platform.pass(5);
};
const get = async (...stats: object[]) => {
  const { MetricDataResults } = await ask('GetMetricData', {
    MetricDataQueries: stats.map((stat, index) => ({
      Id: `q${index}`,
      MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum', ...stat },
    })),
    StartTime: new Date(START),
    EndTime: new Date(START + 60_000),
  });
  return MetricDataResults;
};

test('a statistic set has the statistics that it says', async () => {
  await put({ StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } });
  const stats = ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'].map((Stat) => ({ Stat }));
  expect((await get(...stats)).map(({ Values: [value] }: { Values: number[] }) => value)).toEqual([10, 55, 1, 10, 5.5]);
});

test.each<[object[], string[]]>([
  [[{}], ['m']],
  [
    [{ Stat: 'Sum' }, { Stat: 'Maximum' }],
    ['m Sum', 'm Maximum'],
  ],
  [
    [{ Period: 60 }, { Period: 30 }],
    ['m 60', 'm 30'],
  ],
  [
    [{ Stat: 'Sum' }, { Stat: 'Minimum', Period: 30 }],
    ['m Sum 60', 'm Minimum 30'],
  ],
])('the queries %j are labelled %j: by what tells them apart', async (stats, labels) => {
  await put({ Value: 1 });
  expect((await get(...stats)).map(({ Label }: { Label: string }) => Label)).toEqual(labels);
});

test('of data in several units without a unit in the query, the first is given, and the others told', async () => {
  await put({ Value: 60, Unit: 'Seconds' }, { Value: 5, Unit: 'Count' });
  expect(await get({})).toMatchObject([
    { Values: [5], Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Count, Seconds]'" }] },
  ]);
  expect(await get({ Unit: 'Seconds' })).toMatchObject([{ Values: [60] }]);
});

test('a day of minutes may be asked for, wherever it begins', async () => {
  const ask1440 = (start: number, end: number) =>
    ask('GetMetricStatistics', {
      Namespace: 'n',
      MetricName: 'm',
      Period: 60,
      Statistics: ['Sum'],
      StartTime: new Date(start),
      EndTime: new Date(end),
    });
  expect(await ask1440(START + 1000, START + 1000 + 86_400_000)).toMatchObject({ Datapoints: [] });
  await expect(ask1440(START, START + 86_460_000)).rejects.toThrow('up to 1441 datapoints');
});

describe('a dashboard', () => {
  const body = '{"widgets":[]}';

  test('is put, shown, listed by prefix, and deleted with others or not at all', async () => {
    expect(await ask('PutDashboard', { DashboardName: 'd-1', DashboardBody: body })).toEqual({
      DashboardValidationMessages: [],
    });
    expect(await ask('GetDashboard', { DashboardName: 'd-1' })).toMatchObject({ DashboardBody: body });
    expect((await ask('ListDashboards', { DashboardNamePrefix: 'x' })).DashboardEntries).toEqual([]);
    await expect(ask('DeleteDashboards', { DashboardNames: ['d-1', 'd-2'] })).rejects.toThrow(
      'Dashboard d-2 does not exist',
    );
    await ask('DeleteDashboards', { DashboardNames: ['d-1'] });
    await expect(ask('GetDashboard', { DashboardName: 'd-1' })).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    [{ DashboardName: 'a b', DashboardBody: body }, /contains invalid characters/],
    [{ DashboardName: 'd', DashboardBody: 'x' }, /the dashboard body is invalid/i],
    [{ DashboardName: 'd' }, /Value null at 'dashboardBody'/],
  ])('is refused as %j', async (input, message) => {
    await expect(ask('PutDashboard', input)).rejects.toThrow(message);
  });
});
