import type { ResourceType } from '../../cloudformation/resource-type';
import type { Principal } from '../../kernel/credentials';
import type { MetricDatum, Platform, Service } from '../../kernel/platform';
import { readEmf } from './emf';
import { LogEvents } from './events';
import { Groups } from './groups';
import { LogStore } from './log-store';
import { mayWrite } from './may-write';
import { logGroupType } from './resources';
import { tagOperations } from './tags';

export interface Logs {
  readonly service: Service;
  readonly resources: ResourceType[];
  /**
   * Writes one event now, making group and stream where they are missing; takes EMF metrics out of it. What `writer` may
   * not write is lost, as it is on AWS.
   */
  write(group: string, stream: string, message: string, writer?: Principal): void;
}

/** CloudWatch Logs. */
export function createLogs(platform: Platform): Logs {
  const store = new LogStore(() => platform.clock.now());
  const groups = new Groups(platform, store);
  const takeMetrics = (group: string, message: string): void => {
    const emf = readEmf(message);
    switch (emf.kind) {
      case 'none':
        return;
      case 'metrics':
        for (const datum of emf.data) platform.metric(datum, platform.latencies.logToMetric);
        return;
      case 'malformed':
        // AWS takes no metric from such a line and says so only here.
        platform.metric(errorCount(emf.metric, group, platform.clock.now()), platform.latencies.serviceMetric);
        return;
      default: {
        const never: never = emf;
        throw new Error(`unknown EMF result ${JSON.stringify(never)}`);
      }
    }
  };
  const events = new LogEvents(store, takeMetrics);
  return {
    service: {
      name: 'logs',
      operations: {
        CreateLogGroup: (input) => groups.createLogGroup(input),
        CreateLogStream: (input) => groups.createLogStream(input),
        DeleteLogGroup: (input) => groups.deleteLogGroup(input),
        DeleteLogStream: (input) => groups.deleteLogStream(input),
        DeleteRetentionPolicy: (input) => groups.deleteRetentionPolicy(input),
        DescribeLogGroups: (input) => groups.describeLogGroups(input),
        DescribeLogStreams: (input) => groups.describeLogStreams(input),
        FilterLogEvents: (input) => events.filterLogEvents(input),
        GetLogEvents: (input) => events.getLogEvents(input),
        PutLogEvents: (input) => events.putLogEvents(input),
        PutRetentionPolicy: (input) => groups.putRetentionPolicy(input),
        ...tagOperations(store),
      },
    },
    resources: [logGroupType(groups)],
    write: (group, stream, message, writer) => {
      if (writer !== undefined && !mayWrite(platform, store.find(group), [group, stream], writer)) return;
      store.write(group, stream, message);
      takeMetrics(group, message);
    },
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
function errorCount(name: string, group: string, time: number): MetricDatum {
  return {
    namespace: 'AWS/Logs',
    name,
    dimensionSets: [{ LogGroupName: group }],
    values: [1],
    unit: 'Count',
    time,
    storageResolution: 60,
  };
}
