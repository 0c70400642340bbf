import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describeAlarms } from '../../../../functions/remediate/adapters/alarms';
import { queryTraffic } from '../../../../functions/remediate/adapters/traffic';

const client = (answer: (input: never) => unknown) =>
  ({ send: async ({ input }: { input: never }) => answer(input) }) as unknown as CloudWatchClient;

describe('Alarms', () => {
  it.each([
    [{ MetricName: 'Fault' }, 'faults'],
    [{ MetricName: 'Errors' }, 'faults'],
    [{ MetricName: 'Throttles' }, 'throttles'],
    [{ MetricName: 'Latency', ExtendedStatistic: 'p95' }, 'latency'],
    [{ Metrics: [{ Id: 'a', Expression: 'b' }, stat('Latency'), stat('Request')] }, 'latency'],
    [{ Metrics: [stat('5xx'), stat('Count')] }, 'faults'],
    [{ MetricName: 'QueueDepth' }, 'faults'],
  ])('%j is about %s', async (alarm, kind) => {
    const [found] = await describeAlarms(client(() => ({ MetricAlarms: [{ AlarmName: 'a', ...alarm }] }))).describe([
      'a',
    ]);
    expect(found?.kind).toBe(kind);
  });

  it('that are composite count as faults', async () => {
    const answer = { CompositeAlarms: [{ AlarmName: 'all', StateValue: 'ALARM', ActionsEnabled: false }] };
    expect(await describeAlarms(client(() => answer)).describe(['all'], ['all'])).toEqual([
      { name: 'all', kind: 'faults', state: 'ALARM', actionsEnabled: false, comparison: undefined },
    ]);
  });
});

describe('Traffic', () => {
  it('is summed up over pages, for one version behind the alias', async () => {
    const asked: { NextToken?: string; MetricDataQueries: { MetricStat: { Metric: object } }[] }[] = [];
    const port = queryTraffic(
      client((input) => {
        asked.push(input);
        return asked.length === 1
          ? { MetricDataResults: [{ Id: 'requests', Values: [10, 20] }], NextToken: 'more' }
          : {
              MetricDataResults: [
                { Id: 'requests', Values: [5] },
                { Id: 'errors', Values: [] },
              ],
            };
      }),
    );
    const query = { functionName: 'orders', aliasName: 'live', version: '7', from: 0, to: 60_000, faultMetric: null };
    expect(await port.served(query)).toEqual({ requests: 35, errors: 0 });
    expect(asked[0]?.MetricDataQueries[0]?.MetricStat.Metric).toEqual({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [
        { Name: 'FunctionName', Value: 'orders' },
        { Name: 'Resource', Value: 'orders:live' },
        { Name: 'ExecutedVersion', Value: '7' },
      ],
    });
  });
});

describe('Traffic of a target that counts its own faults', () => {
  it.each([
    ['a returned 500, which is no error to Lambda', { faults: 57, errors: 0 }, 57],
    ['a crash, which the target could not count', { faults: 0, errors: 3 }, 3],
  ])('sees %s', async (_what, { faults, errors }, expected) => {
    const port = queryTraffic(
      client(() => ({
        MetricDataResults: [
          { Id: 'requests', Values: [57] },
          { Id: 'errors', Values: [errors] },
          { Id: 'faults', Values: [faults] },
        ],
      })),
    );
    const faultMetric = { namespace: 'Own', metricName: 'Fault', dimensions: { Alias: 'live' } };
    const query = { functionName: 'orders', aliasName: 'live', version: '7', from: 0, to: 60_000, faultMetric };
    expect(await port.served(query)).toEqual({ requests: 57, errors: expected });
  });
});

function stat(name: string) {
  return { Id: name.toLowerCase(), MetricStat: { Metric: { MetricName: name } } };
}
