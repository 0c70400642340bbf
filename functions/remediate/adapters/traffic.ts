import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { FaultMetric } from '../../policy';
import type { Clock, TrafficPort } from '../ports';
import { systemClock } from './clock';

/** The resolution of Lambda's metrics. Seconds. */
const MINUTE = 60;

/** Of the metric of a target that tells its versions apart, which has to be stored at high resolution. Seconds. */
const FINE = 10;

/**
 * Periods under a minute can be had for the last three hours; one hour leaves room for clocks that differ.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const FINE_MILLISECONDS = 3_600_000;

/** The p95 of fewer requests is the slowest of them, which may have been a cold start. */
const MIN_REQUESTS_FOR_P95 = 20;

type Query = Parameters<TrafficPort['served']>[0];

interface Point {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}
type Points = Readonly<Record<string, readonly Point[]>>;

export function queryTraffic(client = new CloudWatchClient({}), clock: Clock = systemClock): TrafficPort {
  return {
    async served(query) {
      // CloudWatch refuses an empty time, as there is right after an action.
      if (query.from >= query.to) return { requests: 0, errors: 0, p95Ms: null };
      const values = await ask(query, [...ofLambda(query), ...ofTarget(query, clock.now())]);
      const { requests, errors, p95, counted, faults } = values;
      const failed = Math.max(sum(errors), sum(faults));
      const ownCount = query.withoutProbes === true && query.faultMetric !== null;
      return {
        // Lambda's own count comes minutes late; the target's has one sample for each request, but none for a crash.
        requests: Math.max(ownCount ? failed : sum(requests), sum(counted)),
        errors: failed,
        p95Ms: slowest(p95, requests),
      };
    },
  };

  async function ask({ from, to }: Query, queries: readonly MetricDataQuery[]): Promise<Points> {
    const found: Record<string, Point[]> = {};
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(from),
          EndTime: new Date(to),
          MetricDataQueries: [...queries],
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      for (const { Id = '', Values = [], Timestamps = [] } of page.MetricDataResults ?? []) {
        const points = Values.map((value, index) => ({ at: Timestamps[index]?.getTime() ?? 0, value }));
        found[Id] = [...(found[Id] ?? []), ...points];
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }
}

/** What Lambda counts of one version behind the alias. */
function ofLambda({ functionName, aliasName, version }: Query): readonly MetricDataQuery[] {
  const dimensions = {
    FunctionName: functionName,
    Resource: `${functionName}:${aliasName}`,
    ExecutedVersion: version,
  };
  const metric = (name: string) => ({ namespace: 'AWS/Lambda', metricName: name, dimensions });
  return [
    statOf('requests', metric('Invocations'), 'Sum', MINUTE),
    statOf('errors', metric('Errors'), 'Sum', MINUTE),
    statOf('p95', metric('Duration'), 'p95', MINUTE),
  ];
}

/** What the target counts itself: of this version if it tells versions apart, else of the alias while that is its alone. */
function ofTarget({ version, from, faultMetric, sharesAlias }: Query, now: number): readonly MetricDataQuery[] {
  if (faultMetric === null) return [];
  const { versionDimension, dimensions } = faultMetric;
  if (versionDimension === undefined) return sharesAlias ? [] : faults(faultMetric, MINUTE);
  const ofVersion = { ...faultMetric, dimensions: { ...dimensions, [versionDimension]: version } };
  // CloudWatch moves the start to that of a period: with fine ones it takes hardly anything from before it.
  return faults(ofVersion, now - from <= FINE_MILLISECONDS ? FINE : MINUTE);
}

const faults = (metric: FaultMetric, period: number): readonly MetricDataQuery[] => [
  statOf('faults', metric, 'Sum', period),
  statOf('counted', metric, 'SampleCount', period),
];

const statOf = (
  id: string,
  { namespace, metricName, dimensions }: FaultMetric,
  statistic: string,
  period: number,
): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: statistic,
  },
});

const sum = (points: readonly Point[] = []): number => points.reduce((total, { value }) => total + value, 0);

/** The p95 of the slowest minute, of those that had requests enough for one; null when there is none. Milliseconds. */
function slowest(p95: readonly Point[] = [], requests: readonly Point[] = []): number | null {
  const busy = new Set(requests.filter(({ value }) => value >= MIN_REQUESTS_FOR_P95).map(({ at }) => at));
  const values = p95.filter(({ at }) => busy.has(at)).map(({ value }) => value);
  return values.length === 0 ? null : Math.max(...values);
}
