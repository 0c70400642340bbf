import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describeAlarms, queryTraffic } from '../../../../functions/remediate/adapters/alarms';

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
    expect(await describeAlarms(client(() => answer)).describe(['all'])).toEqual([
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
    const query = { functionName: 'orders', aliasName: 'live', version: '7', from: 0, to: 60_000 };
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

function stat(name: string) {
  return { Id: name.toLowerCase(), MetricStat: { Metric: { MetricName: name } } };
}
