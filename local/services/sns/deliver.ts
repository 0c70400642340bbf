import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { DeliveryLine } from './delivery-line';
import { envelope } from './envelope';
import { functionEvent } from './function-event';
import type { PublishedMessage } from './published-message';
import { deadLetterQueue, isRaw, type StoredSubscription } from './subscriptions';

const SNS = { kind: 'service', service: 'sns.amazonaws.com' } as const;

/** Brings messages to subscribers. */
export class Deliverer {
  /** For subscriptions to FIFO topics. */
  private readonly lines = new WeakMap<StoredSubscription, DeliveryLine>();

  constructor(private readonly platform: Platform) {}

  deliver(published: PublishedMessage, subscription: StoredSubscription): void {
    const { clock } = this.platform;
    const label = `sns delivery ${published.topicArn}`;
    switch (subscription.protocol) {
      case 'email':
      case 'email-json':
        return;
      case 'sqs':
        if (published.fifo !== undefined) {
          this.line(subscription, label).add(() => this.toQueue(published, subscription));
        } else clock.at(clock.now(), label, () => this.toQueue(published, subscription));
        return;
      case 'lambda':
        clock.at(clock.now(), label, () => this.toFunction(published, subscription));
        return;
      default:
        subscription.protocol satisfies never;
    }
  }

  private line(subscription: StoredSubscription, label: string): DeliveryLine {
    const line = this.lines.get(subscription) ?? new DeliveryLine(this.platform.clock, label);
    this.lines.set(subscription, line);
    return line;
  }

  private async toQueue(published: PublishedMessage, subscription: StoredSubscription): Promise<void> {
    await this.orCounted(published, subscription, () => this.send(published, subscription, subscription.endpoint));
  }

  private send(published: PublishedMessage, subscription: StoredSubscription, queueArn: string): Promise<unknown> {
    const { platform } = this;
    const endpoint = platform.endpoint();
    const QueueUrl = `${endpoint}/${queueArn.split(':').slice(-2).join('/')}`;
    const message = isRaw(subscription)
      ? { MessageBody: published.message, MessageAttributes: published.attributes }
      : { MessageBody: envelope(published, subscription.arn, endpoint) };
    const input = { QueueUrl, ...message, ...idsFor(published, queueArn) };
    return platform.call('sqs', 'SendMessage', input, { ...SNS, sourceArn: published.topicArn });
  }

  private async toFunction(published: PublishedMessage, subscription: StoredSubscription): Promise<void> {
    const { arn, endpoint } = subscription;
    const event = functionEvent(published, arn, this.platform.endpoint());
    const input = {
      FunctionName: endpoint,
      InvocationType: 'Event',
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    };
    await this.orCounted(published, subscription, () =>
      this.platform.call('lambda', 'Invoke', input, { ...SNS, sourceArn: published.topicArn }),
    );
  }

  private async orCounted(
    published: PublishedMessage,
    subscription: StoredSubscription,
    deliver: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await deliver();
    } catch (error) {
      if (error instanceof NotEmulatedError || !(error instanceof ServiceError)) throw error;
      // A client error is not retried: SNS counts it, and the message goes to the dead-letter queue, or is lost.
      this.count(published, 'NumberOfNotificationsFailed');
      const queue = deadLetterQueue(subscription);
      if (queue !== undefined) await this.redrive(published, subscription, queue);
    }
  }

  private async redrive(published: PublishedMessage, subscription: StoredSubscription, queue: string): Promise<void> {
    try {
      await this.send(published, subscription, queue);
      this.count(published, 'NumberOfNotificationsRedrivenToDlq');
    } catch (error) {
      if (error instanceof NotEmulatedError || !(error instanceof ServiceError)) throw error;
      this.count(published, 'NumberOfNotificationsFailedToRedriveToDlq');
    }
  }

  private count({ topicArn }: PublishedMessage, name: string): void {
    const datum = {
      namespace: 'AWS/SNS',
      name,
      dimensionSets: [{ TopicName: topicArn.split(':').at(-1) ?? '' }],
      values: [1],
      unit: 'Count',
      time: this.platform.clock.now(),
      storageResolution: 60,
    } as const;
    this.platform.metric(datum, this.platform.latencies.serviceMetric);
  }
}

/**
 * The ids of a message for its queue. Recorded from AWS: from a FIFO topic a standard queue gets none, and from a standard
 * topic it gets the group.
 */
function idsFor({ group, fifo }: PublishedMessage, queueArn: string) {
  if (queueArn.endsWith('.fifo')) return { MessageGroupId: group, MessageDeduplicationId: fifo?.deduplicationId };
  return fifo === undefined ? { MessageGroupId: group } : {};
}
