import type { Platform } from '../../kernel/platform';
import type { Answered } from './access-log';

/** AWS/ApiGateway, by API and by API and stage. 4xx and 5xx are 0 for all other answers, so that their average is a ratio. */
export function recordMetrics(
  platform: Platform,
  { api, stage, response, time, latency, integrationLatency }: Answered,
): void {
  const put = (name: string, value: number, unit: string): void =>
    platform.metric(
      {
        namespace: 'AWS/ApiGateway',
        name,
        dimensionSets: [{ ApiId: api.id }, { ApiId: api.id, Stage: stage.name }],
        values: [value],
        unit,
        time,
        storageResolution: 60,
      },
      platform.latencies.serviceMetric,
    );
  const hundreds = Math.floor(response.status / 100);
  put('Count', 1, 'Count');
  put('4xx', hundreds === 4 ? 1 : 0, 'Count');
  put('5xx', hundreds === 5 ? 1 : 0, 'Count');
  put('Latency', latency, 'Milliseconds');
  if (integrationLatency !== undefined) put('IntegrationLatency', integrationLatency, 'Milliseconds');
}
