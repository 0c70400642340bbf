import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describeAlarms } from '../../../../functions/remediate/adapters/alarms';
import { queryTraffic } from '../../../../functions/remediate/adapters/traffic';
import { POLICY } from '../support/policy';
import { actingBy } from '../support/targets';

type Input = Record<string, unknown>;

/** A client that notes what it is sent and answers. */
function fakeClient(answer: (input: Input) => unknown) {
  const sent: Input[] = [];
  const send = async ({ input }: { input: Input }) => {
    sent.push(input);
    return answer(input);
  };
  return { client: { send } as unknown as CloudWatchClient, sent };
}

const stat = (name: string, period?: number) => ({
  Id: name.toLowerCase(),
  MetricStat: { Metric: { MetricName: name }, Period: period },
});

describe('Alarms', () => {
  const having = (signals: readonly string[], compositeSignals: readonly string[] = []) => ({
    ...POLICY,
    signals,
    compositeSignals,
  });

  const described = async (alarm: object) => {
    const { client } = fakeClient(() => ({ MetricAlarms: [{ AlarmName: 'a', ...alarm }] }));
    const [found] = await describeAlarms(actingBy(client)).describe(having(['a']));
    return found;
  };

  it.each([
    [{ MetricName: 'Fault' }, 'faults'],
    [{ MetricName: 'Errors' }, 'faults'],
    [{ MetricName: 'Throttles' }, 'throttles'],
    [{ MetricName: 'Latency', ExtendedStatistic: 'p95' }, 'latency'],
    [{ Metrics: [{ Id: 'a', Expression: 'b' }, stat('Latency'), stat('Request')] }, 'latency'],
    [{ Metrics: [stat('5xx'), stat('Count')] }, 'faults'],
    [{ MetricName: 'QueueDepth' }, 'faults'],
  ])('%j is about %s', async (alarm, kind) => {
    expect((await described(alarm))?.kind).toBe(kind);
  });

  it.each([
    ['its own', { Period: 10, EvaluationPeriods: 3 }, 10],
    ['the longest of its metrics', { Metrics: [stat('a', 10), stat('b', 300), { Id: 'c', Expression: 'a' }] }, 300],
    ['that of its expression', { Metrics: [{ Id: 'c', Expression: 'SELECT 1', Period: 120 }] }, 120],
    ['a minute when it names none', {}, 60],
  ])('have a period: %s', async (_what, alarm, seconds) => {
    expect((await described(alarm))?.periodSeconds).toBe(seconds);
  });

  it('come with all that the healer asks of them, and the time of their change rather than of their last reason', async () => {
    expect(
      await described({
        AlarmArn: 'arn:a',
        MetricName: 'Fault',
        StateValue: 'ALARM',
        ActionsEnabled: false,
        ComparisonOperator: 'GreaterThanThreshold',
        Period: 10,
        EvaluationPeriods: 3,
        StateTransitionedTimestamp: new Date(1_000),
        StateUpdatedTimestamp: new Date(2_000),
        StateReason: 'because',
        StateReasonData: '{}',
      }),
    ).toEqual({
      name: 'a',
      arn: 'arn:a',
      kind: 'faults',
      state: 'ALARM',
      actionsEnabled: false,
      comparison: 'GreaterThanThreshold',
      periodSeconds: 10,
      evaluationPeriods: 3,
      stateAt: 1_000,
      reason: 'because',
      reasonData: '{}',
    });
  });

  it('that are composite count as faults and as a minute, and are asked for apart', async () => {
    const { client, sent } = fakeClient(({ AlarmTypes }) =>
      AlarmTypes === undefined
        ? {}
        : {
            CompositeAlarms: [
              { AlarmName: 'all', AlarmArn: 'arn:all', StateValue: 'ALARM', StateUpdatedTimestamp: new Date(2_000) },
            ],
          },
    );
    expect(await describeAlarms(actingBy(client)).describe(having(['a', 'all'], ['all']))).toEqual([
      {
        name: 'all',
        arn: 'arn:all',
        kind: 'faults',
        state: 'ALARM',
        actionsEnabled: true,
        comparison: undefined,
        periodSeconds: 60,
        evaluationPeriods: 1,
        stateAt: 2_000,
        reason: '',
        reasonData: undefined,
      },
    ]);
    expect(sent).toEqual([
      { AlarmNames: ['a'], MaxRecords: 100 },
      { AlarmNames: ['all'], MaxRecords: 100, AlarmTypes: ['CompositeAlarm'] },
    ]);
  });

  it('are not asked for without a name, which would mean all of them', async () => {
    const { client, sent } = fakeClient(() => ({}));
    await describeAlarms(actingBy(client)).describe(having(['a'], ['a']));
    await describeAlarms(actingBy(client)).describe(having([]));
    expect(sent.map(({ AlarmNames }) => AlarmNames)).toEqual([['a']]);
  });
});

interface AskedQuery {
  Id: string;
  MetricStat: { Metric: { Namespace: string; Dimensions: { Name: string; Value: string }[] }; Period: number };
}

describe('Traffic', () => {
  const NOW = Date.parse('2026-03-14T09:30:25.000Z');
  const FAULT_METRIC = { namespace: 'Own', metricName: 'Fault', dimensions: { Alias: 'live' } };
  const BY_VERSION = { ...FAULT_METRIC, versionDimension: 'Version' };
  const query = {
    functionName: 'orders',
    aliasName: 'live',
    version: '7',
    from: NOW - 300_000,
    to: NOW,
    faultMetric: null,
  };
  const clock = { now: () => NOW, sleep: async () => {} };

  /** Traffic with these values, by the id of their query. */
  function traffic(...pages: Record<string, number[]>[]) {
    const { client, sent } = fakeClient(() => {
      const page = pages[sent.length - 1] ?? {};
      const MetricDataResults = Object.entries(page).map(([Id, Values]) => ({
        Id,
        Values,
        Timestamps: Values.map((_, minute) => new Date(NOW - minute * 60_000)),
      }));
      return { MetricDataResults, ...(sent.length < pages.length ? { NextToken: 'more' } : {}) };
    });
    const asked = () => (sent[0]?.MetricDataQueries ?? []) as AskedQuery[];
    return { port: queryTraffic(client, clock), sent, asked };
  }

  it('is summed up over pages, for one version behind the alias', async () => {
    const { port, asked } = traffic({ requests: [10, 20] }, { requests: [5], errors: [] });
    expect(await port.served(query)).toEqual({ requests: 35, errors: 0, p95Ms: null });
    expect(asked().map(({ Id }) => Id)).toEqual(['requests', 'errors', 'p95']);
    for (const { MetricStat } of asked()) {
      expect(MetricStat).toMatchObject({
        Period: 60,
        Metric: {
          Namespace: 'AWS/Lambda',
          Dimensions: [
            { Name: 'FunctionName', Value: 'orders' },
            { Name: 'Resource', Value: 'orders:live' },
            { Name: 'ExecutedVersion', Value: '7' },
          ],
        },
      });
    }
  });

  it('is as slow as its slowest minute, of those with requests enough that one cold start is not their p95', async () => {
    const { port } = traffic({ requests: [20, 30, 2, 19], p95: [21.5, 840.25, 9_000, 9_000] });
    expect(await port.served(query)).toMatchObject({ requests: 71, p95Ms: 840.25 });
    const thin = traffic({ requests: [19, 19], p95: [9_000, 9_000] });
    expect(await thin.port.served(query)).toMatchObject({ requests: 38, p95Ms: null });
  });

  it('of no time at all is none, and CloudWatch is not asked what it would refuse', async () => {
    const { port, sent } = traffic();
    expect(await port.served({ ...query, from: NOW })).toEqual({ requests: 0, errors: 0, p95Ms: null });
    expect(sent).toEqual([]);
  });

  it.each([
    ['a returned 500, which is no error to Lambda', { requests: [57], faults: [57], counted: [57] }, [57, 57]],
    ['a crash, which the target could not count', { requests: [57], errors: [3], counted: [54] }, [57, 3]],
    ['the last seconds, of which Lambda does not know yet', { requests: [20], faults: [4], counted: [32] }, [32, 4]],
  ])('of a target that counts for itself has %s', async (_what, values, [requests, errors]) => {
    const { port } = traffic(values);
    expect(await port.served({ ...query, faultMetric: FAULT_METRIC })).toMatchObject({ requests, errors });
  });

  it('leaves probes out when asked to, which the target does not count', async () => {
    const values = { requests: [23], counted: [4], errors: [1] };
    const asked = { ...query, withoutProbes: true };
    expect(await traffic(values).port.served({ ...asked, faultMetric: FAULT_METRIC })).toMatchObject({ requests: 4 });
    expect(
      await traffic({ requests: [23], errors: [2] }).port.served({ ...asked, faultMetric: FAULT_METRIC }),
    ).toMatchObject({ requests: 2, errors: 2 });
    expect(await traffic(values).port.served(asked)).toMatchObject({ requests: 23 });
  });

  it.each([
    ['by the version, in short periods, since the last hour has them', BY_VERSION, 300_000, 10, ['live', '7']],
    ['by the version, in minutes, further back', BY_VERSION, 3_700_000, 60, ['live', '7']],
    ['by the alias, when the target does not tell versions apart', FAULT_METRIC, 300_000, 60, ['live']],
  ])('is asked of the target %s', async (_what, faultMetric, ago, period, values) => {
    const { port, asked } = traffic();
    await port.served({ ...query, from: NOW - ago, faultMetric });
    const own = asked().filter(({ MetricStat }) => MetricStat.Metric.Namespace === 'Own');
    expect(own).toHaveLength(2);
    for (const { MetricStat } of own) {
      expect(MetricStat.Period).toBe(period);
      expect(MetricStat.Metric.Dimensions.map(({ Value }) => Value)).toEqual(values);
    }
  });

  it.each([
    ['is left out where it counts both versions of a shift together', FAULT_METRIC, 0],
    ['is not where it tells them apart', BY_VERSION, 2],
  ])('of the target %s', async (_what, faultMetric, queries) => {
    const { port, asked } = traffic();
    await port.served({ ...query, faultMetric, sharesAlias: true });
    expect(asked().filter(({ MetricStat }) => MetricStat.Metric.Namespace === 'Own')).toHaveLength(queries);
  });
});
