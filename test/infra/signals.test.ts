import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { API_METRICS } from '../../functions/contract';
import { flatten, type Resource, resource, resources, synth } from './support/synth';

const alarm = (id: string, env = 'dev'): Resource['Properties'] =>
  resource(synth({ env }).service, 'AWS::CloudWatch::Alarm', id).Properties;

/** Metrics of an alarm, whether it has one or computes from several. */
function metricsOf(properties: Resource['Properties']) {
  const single = { Metric: properties, Period: properties.Period, Stat: properties.Statistic };
  const stats = properties.Metrics?.flatMap((entry: Resource['Properties']) => entry.MetricStat ?? []) ?? [single];
  return stats.map(({ Metric, Period, Stat }: Resource['Properties']) => ({
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: Object.fromEntries(
      Metric.Dimensions.map((d: { Name: string; Value: unknown }) => [d.Name, flatten(d.Value)]),
    ),
    period: Period,
    statistic: Stat,
  }));
}

describe('the signals', () => {
  test.each([
    // id, M, N, period in seconds
    ['FaultRatio', 2, 3, 10],
    ['Latency', 3, 4, 10],
    ['LambdaErrors', 2, 3, 60],
    ['Api5xx', 1, 1, 60],
    ['Throttles', 3, 5, 60],
    ['SlowFaults', 1, 1, 300],
    ['SlowLatency', 1, 1, 300],
  ])('%s rings when %i of %i periods breach, and never for want of data', (id, breaching, periods, period) => {
    const properties = alarm(id);
    expect(properties).toMatchObject({
      DatapointsToAlarm: breaching,
      EvaluationPeriods: periods,
      TreatMissingData: 'notBreaching',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(metricsOf(properties).map((metric: { period: number }) => metric.period)).toEqual(
      metricsOf(properties).map(() => period),
    );
  });

  test('ask for a minimum of requests before they believe a ratio or a percentile', () => {
    const expression = (id: string, env: string) =>
      alarm(id, env).Metrics.find((entry: { Expression?: string }) => entry.Expression).Expression;
    expect(expression('FaultRatio', 'dev')).toBe('IF(requests >= 5, faults)');
    expect(expression('FaultRatio', 'prod')).toBe('IF(requests >= 20, faults)');
    expect(expression('Latency', 'dev')).toBe('IF(requests >= 20, p95)');
    expect(expression('Api5xx', 'dev')).toBe('IF(requests >= 5, (serverErrors - throttled) / requests)');
    expect(expression('SlowFaults', 'prod')).toBe('IF(count >= 5, faults, 0)');
    expect(expression('SlowLatency', 'dev')).toBe('IF(requests >= 20, p90, 0)');
  });

  test('that stand on the Lambda metrics watch the alias, not the whole function', () => {
    for (const id of ['LambdaErrors', 'Throttles']) {
      const [metric] = metricsOf(alarm(id));
      expect(metric.dimensions.Resource).toBe(`${metric.dimensions.FunctionName}:live`);
    }
  });

  test('watch exactly the metrics that the API emits: same namespace, names and dimensions', async () => {
    const emitted = await captureEmf();
    const { Namespace, Dimensions, Metrics } = emitted._aws.CloudWatchMetrics[0];
    // The alarms watch the alias; the second set, by version, is for the healer alone.
    expect(Dimensions).toHaveLength(2);
    expect(Metrics.every((metric: { StorageResolution?: number }) => metric.StorageResolution === 1)).toBe(true);

    for (const metric of [
      ...['FaultRatio', 'Latency', 'SlowFaults', 'SlowLatency'].flatMap((id) => metricsOf(alarm(id))),
    ]) {
      expect(metric.namespace).toBe(Namespace);
      expect(Metrics.map((m: { Name: string }) => m.Name)).toContain(metric.name);
      expect(Object.keys(metric.dimensions).sort()).toEqual([...Dimensions[0]].sort());
      expect(metric.dimensions[API_METRICS.dimensions.alias]).toBe(emitted[API_METRICS.dimensions.alias]);
    }
  });

  test('say in a sentence what they mean, and name a runbook that exists', () => {
    const { service, healer } = synth();
    const all = [service, healer].flatMap((template) => resources(template, 'AWS::CloudWatch::Alarm'));
    for (const [, { Properties }] of all) {
      const runbook = /^.+\. Runbook: (runbooks\/[a-z0-9-]+\.md)$/.exec(Properties.AlarmDescription)?.[1];
      expect(runbook).toBeDefined();
      expect({ runbook, exists: existsSync(join(__dirname, '../..', runbook ?? '')) }).toEqual({
        runbook,
        exists: true,
      });
    }
  });
});

/** The one line of metrics that the real telemetry writes for a call through the alias `live`. */
async function captureEmf() {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const { measure } = await import('../../functions/api/telemetry');
  const context = {
    functionName: 'the-function',
    functionVersion: '7',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:the-function:live',
  } as Context;
  measure({ fault: true, latencyMs: 12 }, context);
  write.mockRestore();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}
