import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { TrafficPort } from '../ports';

/** One minute: the resolution of Lambda's metrics. Seconds. */
const PERIOD = 60;

export function queryTraffic(client = new CloudWatchClient({})): TrafficPort {
  return {
    async served({ functionName, aliasName, version, from, to, faultMetric }) {
      const ofVersion = {
        FunctionName: functionName,
        Resource: `${functionName}:${aliasName}`,
        ExecutedVersion: version,
      };
      const queries = [
        sumOf('requests', 'AWS/Lambda', 'Invocations', ofVersion),
        sumOf('errors', 'AWS/Lambda', 'Errors', ofVersion),
        ...(faultMetric === null
          ? []
          : [sumOf('faults', faultMetric.namespace, faultMetric.metricName, faultMetric.dimensions)]),
      ];
      const sums: Record<string, number> = {};
      let token: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            StartTime: new Date(from),
            EndTime: new Date(to),
            MetricDataQueries: queries,
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
          sums[Id] = Values.reduce((sum, value) => sum + value, sums[Id] ?? 0);
        }
        token = page.NextToken;
      } while (token !== undefined);
      const { requests = 0, errors = 0, faults = 0 } = sums;
      return { requests, errors: Math.max(errors, faults) };
    },
  };
}

function sumOf(
  id: string,
  namespace: string,
  metric: string,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: PERIOD,
      Stat: 'Sum',
    },
  };
}
