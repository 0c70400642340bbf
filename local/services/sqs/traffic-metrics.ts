import type { Platform } from '../../kernel/platform';
import type { Queue } from './queue';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export type TrafficMetric =
  | 'NumberOfDeduplicatedSentMessages'
  | 'NumberOfEmptyReceives'
  | 'NumberOfMessagesDeleted'
  | 'NumberOfMessagesReceived'
  | 'NumberOfMessagesSent'
  | 'SentMessageSize';

/** What goes through a queue, as metrics of AWS/SQS. */
export class TrafficMetrics {
  constructor(private readonly platform: Platform) {}

  /** @param value a count, or for SentMessageSize bytes */
  count(queue: Queue, name: TrafficMetric, value = 1): void {
    const { clock, latencies } = this.platform;
    this.platform.metric(
      {
        namespace: 'AWS/SQS',
        name,
        dimensionSets: [{ QueueName: queue.name }],
        values: [value],
        unit: name === 'SentMessageSize' ? 'Bytes' : 'Count',
        time: clock.now(),
        storageResolution: 60,
      },
      latencies.serviceMetric,
    );
  }
}
