import type { Platform } from '../../kernel/platform';
import type { Queue } from './queue';

const MINUTE = 60_000;

/**
 * AWS/SQS ApproximateNumberOfMessagesVisible, once a minute while a queue holds messages and once more (0) after.
 * AWS reports an active queue each minute and an idle one not at all; this costs an idle hour nothing.
 */
export class DepthMetric {
  private readonly reporting = new Set<Queue>();

  constructor(private readonly platform: Platform) {}

  /** Call when a message has arrived. */
  start(queue: Queue): void {
    if (this.reporting.has(queue)) return;
    this.reporting.add(queue);
    this.next(queue);
  }

  stop(queue: Queue): void {
    this.reporting.delete(queue);
  }

  private next(queue: Queue): void {
    const { clock } = this.platform;
    const minute = Math.floor(clock.now() / MINUTE) * MINUTE + MINUTE;
    clock.at(minute, `sqs depth ${queue.name}`, () => {
      if (!this.reporting.has(queue)) return;
      this.report(queue, minute);
      if (queue.isEmpty) this.reporting.delete(queue);
      else this.next(queue);
    });
  }

  private report(queue: Queue, time: number): void {
    this.platform.metric(
      {
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensionSets: [{ QueueName: queue.name }],
        values: [queue.visible(time).length],
        unit: 'Count',
        time,
        storageResolution: 60,
      },
      this.platform.latencies.serviceMetric,
    );
  }
}
