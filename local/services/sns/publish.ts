import type {
  MessageAttributeValue,
  PublishBatchInput,
  PublishBatchResponse,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns';
import type { Principal } from '../../kernel/credentials';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { eachOf } from '../support/batch';
import { only } from '../support/only';
import { functionEvent } from './function-event';
import type { StoredSubscription, Subscriptions } from './subscriptions';
import type { Topics } from './topics';

/** A message as it was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly publisher: Principal;
  /** ms since the epoch. */
  readonly time: number;
}

/** Bytes of a message with its attributes. */
const MOST_BYTES = 262_144;
/** Kept for `published`; older ones are forgotten. */
const MOST_KEPT = 1000;
const SNS = { kind: 'service', service: 'sns.amazonaws.com' } as const;

export class Publisher {
  private readonly kept: PublishedMessage[] = [];
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly topics: Topics,
    private readonly subscriptions: Subscriptions,
  ) {
    this.ids = platform.random.stream('sns.messages');
  }

  publish(input: PublishInput, call: Call): PublishResponse {
    only('Publish', input, ['TopicArn', 'TargetArn', 'Message', 'Subject', 'MessageAttributes']);
    const topic = this.topics.get(input.TopicArn ?? input.TargetArn);
    const published: PublishedMessage = {
      id: this.ids.uuid(),
      topicArn: topic.arn,
      subject: input.Subject,
      message: input.Message ?? '',
      attributes: input.MessageAttributes ?? {},
      publisher: call.principal,
      time: this.platform.clock.now(),
    };
    check(published);
    this.kept.push(published);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    for (const subscription of this.subscriptions.ofTopic(topic.arn)) this.deliver(published, subscription);
    return { MessageId: published.id };
  }

  publishBatch(input: PublishBatchInput, call: Call): PublishBatchResponse {
    only('PublishBatch', input, ['TopicArn', 'PublishBatchRequestEntries']);
    const TopicArn = this.topics.get(input.TopicArn).arn;
    return eachOf(input.PublishBatchRequestEntries, MOST_BYTES, ({ Id: _, ...entry }) =>
      this.publish({ TopicArn, ...entry }, call),
    );
  }

  /** What was published, oldest first: of one topic, or of all. */
  published(topicArn?: string): readonly PublishedMessage[] {
    return this.kept.filter((message) => topicArn === undefined || message.topicArn === topicArn);
  }

  private deliver(published: PublishedMessage, subscription: StoredSubscription): void {
    const { clock } = this.platform;
    switch (subscription.protocol) {
      case 'email':
      case 'email-json':
        return;
      case 'sqs':
        clock.at(clock.now(), `sns delivery ${published.topicArn}`, () => this.toQueue(published, subscription));
        return;
      case 'lambda':
        clock.at(clock.now(), `sns delivery ${published.topicArn}`, () => this.toFunction(published, subscription));
        return;
      default:
        subscription.protocol satisfies never;
    }
  }

  private async toQueue(published: PublishedMessage, subscription: StoredSubscription): Promise<void> {
    const { platform } = this;
    await this.orCounted(published, () => {
      const QueueUrl = `${platform.endpoint()}/${subscription.endpoint.split(':').slice(-2).join('/')}`;
      const message = subscription.raw
        ? { MessageBody: published.message, MessageAttributes: published.attributes }
        : { MessageBody: this.envelope(published, subscription) };
      return platform.call('sqs', 'SendMessage', { QueueUrl, ...message }, { ...SNS, sourceArn: published.topicArn });
    });
  }

  private async toFunction(published: PublishedMessage, { arn, endpoint }: StoredSubscription): Promise<void> {
    const event = functionEvent(published, arn, this.platform.endpoint());
    const input = {
      FunctionName: endpoint,
      InvocationType: 'Event',
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    };
    await this.orCounted(published, () =>
      this.platform.call('lambda', 'Invoke', input, { ...SNS, sourceArn: published.topicArn }),
    );
  }

  private async orCounted(published: PublishedMessage, deliver: () => Promise<unknown>): Promise<void> {
    try {
      await deliver();
    } catch (error) {
      if (error instanceof NotEmulatedError || !(error instanceof ServiceError)) throw error;
      // A client error is not retried: SNS counts it, and the message is lost to this subscriber.
      this.countFailure(published);
    }
  }

  /** Signature and certificate are placeholders: nobody here could check them. */
  private envelope(published: PublishedMessage, subscription: StoredSubscription): string {
    const { message, subject, attributes } = published;
    return JSON.stringify({
      Type: 'Notification',
      MessageId: published.id,
      TopicArn: published.topicArn,
      ...(subject !== undefined && { Subject: subject }),
      Message: message,
      Timestamp: new Date(published.time).toISOString(),
      SignatureVersion: '1',
      Signature: 'UNSIGNED',
      SigningCertURL: `${this.platform.endpoint()}/unsigned.pem`,
      UnsubscribeURL: `${this.platform.endpoint()}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
      ...(Object.keys(attributes).length > 0 && {
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
            name,
            { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
          ]),
        ),
      }),
    });
  }

  private countFailure({ topicArn }: PublishedMessage): void {
    const datum = {
      namespace: 'AWS/SNS',
      name: 'NumberOfNotificationsFailed',
      dimensionSets: [{ TopicName: topicArn.split(':').at(-1) ?? '' }],
      values: [1],
      unit: 'Count',
      time: this.platform.clock.now(),
      storageResolution: 60,
    } as const;
    this.platform.metric(datum, this.platform.latencies.serviceMetric);
  }
}

function check({ message, subject, attributes }: PublishedMessage): void {
  if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  // Up to 100 ASCII characters, none a control character, beginning with a letter, number or punctuation mark.
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Subject');
  }
  const size = Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum + Buffer.byteLength(name + (DataType ?? '') + (StringValue ?? '')) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(message),
  );
  if (size > MOST_BYTES) throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
}
