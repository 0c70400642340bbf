import { CloudWatchClient, GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { HostileBench } from './bench';

let bench: HostileBench;
beforeEach(async () => {
  bench = await HostileBench.start();
  await bench.ask(CloudWatchLogsClient, new CreateLogGroupCommand({ logGroupName: 'g' }));
  await bench.ask(CloudWatchLogsClient, new CreateLogStreamCommand({ logGroupName: 'g', logStreamName: 's' }));
});
afterEach(() => bench.close());

const put = (Namespace: string) =>
  bench.ask(
    CloudWatchClient,
    new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'Fault', Value: 1, StorageResolution: 1 }] }),
  );

const log = (Namespace: string) => {
  const timestamp = bench.cloud.clock.now();
  const CloudWatchMetrics = [{ Namespace, Dimensions: [[]], Metrics: [{ Name: 'Fault', StorageResolution: 1 }] }];
  const message = JSON.stringify({ _aws: { Timestamp: timestamp, CloudWatchMetrics }, Fault: 1 });
  const logEvents = [{ timestamp, message }];
  return bench.ask(CloudWatchLogsClient, new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents }));
};

/** Samples that can be seen now. */
const seen = async (Namespace: string): Promise<number> => {
  const now = bench.cloud.clock.now();
  const { Datapoints } = await bench.ask(
    CloudWatchClient,
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName: 'Fault',
      StartTime: new Date(now - 3600_000),
      EndTime: new Date(now + 1000),
      Period: 3600,
      Statistics: ['SampleCount'],
    }),
  );
  return Datapoints.reduce((sum: number, { SampleCount }: { SampleCount: number }) => sum + SampleCount, 0);
};

test('metrics come late by as much as the rule says, however they are sent', async () => {
  bench.cloud.faults.add({ kind: 'lateMetrics', milliseconds: 60_000, namespace: 'Shop' });
  await put('Shop');
  await log('Shop');
  await put('Bank');
  await bench.pass(30);
  expect([await seen('Shop'), await seen('Bank')]).toEqual([0, 1]);
  await bench.pass(35);
  expect([await seen('Shop'), await seen('Bank')]).toEqual([2, 1]);
  expect(bench.cloud.faults.list()).toMatchObject([{ hits: 2 }]);
});

test('metrics that come late have their own time all the same', async () => {
  bench.cloud.faults.add({ kind: 'lateMetrics', milliseconds: [60_000, 120_000], times: 1 });
  const at = bench.cloud.clock.now();
  await put('Shop');
  await put('Shop');
  await bench.pass(20);
  expect(await seen('Shop')).toBe(1);
  await bench.pass(180);
  const { Datapoints } = await bench.ask(
    CloudWatchClient,
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'Fault',
      StartTime: new Date(at),
      EndTime: new Date(at + 60_000),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  expect(Datapoints).toMatchObject([{ SampleCount: 2, Timestamp: new Date(at) }]);
});
