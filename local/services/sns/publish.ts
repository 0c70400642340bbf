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
import { type BatchWords, eachOf } from '../support/batch';
import { bytesOf } from '../support/message-size';
import { only } from '../support/only';
import { checkArn, invalidParameter } from './arn';
import { functionEvent } from './function-event';
import { checkAttributes, readStructure } from './message-structure';
import { deadLetterQueue, isRaw, isWanted, type StoredSubscription, type Subscriptions } from './subscriptions';
import type { Topic, Topics } from './topics';

/** A message as it was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** Texts for protocols, of a message whose structure is JSON. */
  readonly byProtocol?: Readonly<Record<string, string>>;
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
    only('Publish', input, ['TopicArn', 'TargetArn', 'Message', 'MessageStructure', 'Subject', 'MessageAttributes']);
    const topic = this.topicOf(input);
    const published: PublishedMessage = {
      id: this.ids.uuid(),
      topicArn: topic.arn,
      subject: input.Subject,
      message: input.Message ?? '',
      ...(input.MessageStructure === 'json' && { byProtocol: readStructure(input.Message ?? '') }),
      attributes: input.MessageAttributes ?? {},
      publisher: call.principal,
      time: this.platform.clock.now(),
    };
    check(published);
    this.kept.push(published);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    for (const subscription of this.subscriptions.ofTopic(topic.arn)) {
      const message = textFor(published, subscription);
      if (isWanted(subscription, { ...published, message })) this.deliver({ ...published, message }, subscription);
    }
    return { MessageId: published.id };
  }

  publishBatch(input: PublishBatchInput, call: Call): PublishBatchResponse {
    only('PublishBatch', input, ['TopicArn', 'PublishBatchRequestEntries']);
    const TopicArn = this.topics.get(input.TopicArn).arn;
    // An attribute that is none refuses the batch, not its entry alone.
    for (const { MessageAttributes } of input.PublishBatchRequestEntries ?? [])
      checkAttributes(MessageAttributes ?? {});
    const { Successful, Failed = [] } = eachOf(
      input.PublishBatchRequestEntries,
      MOST_BYTES,
      ({ Id: _, ...entry }) => this.publish({ TopicArn, ...entry }, call),
      { words: BATCH_WORDS },
    );
    return { Successful, Failed };
  }

  private topicOf({ TopicArn, TargetArn }: PublishInput): Topic {
    if (TopicArn !== undefined) return this.topics.get(TopicArn);
    const topic = this.topics.find(TargetArn);
    if (topic !== undefined) return topic;
    checkArn('TargetArn', TargetArn);
    throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
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
    await this.orCounted(published, subscription, () => {
      const QueueUrl = `${platform.endpoint()}/${subscription.endpoint.split(':').slice(-2).join('/')}`;
      const message = this.forQueue(published, subscription);
      return platform.call('sqs', 'SendMessage', { QueueUrl, ...message }, { ...SNS, sourceArn: published.topicArn });
    });
  }

  private forQueue(published: PublishedMessage, subscription: StoredSubscription) {
    return isRaw(subscription)
      ? { MessageBody: published.message, MessageAttributes: published.attributes }
      : { MessageBody: this.envelope(published, subscription) };
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
    const QueueUrl = `${this.platform.endpoint()}/${queue.split(':').slice(-2).join('/')}`;
    const input = { QueueUrl, ...this.forQueue(published, subscription) };
    try {
      await this.platform.call('sqs', 'SendMessage', input, { ...SNS, sourceArn: published.topicArn });
      this.count(published, 'NumberOfNotificationsRedrivenToDlq');
    } catch (error) {
      if (error instanceof NotEmulatedError || !(error instanceof ServiceError)) throw error;
      this.count(published, 'NumberOfNotificationsFailedToRedriveToDlq');
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

const textFor = ({ message, byProtocol }: PublishedMessage, { protocol }: StoredSubscription): string =>
  byProtocol?.[protocol] ?? byProtocol?.default ?? message;

/** As SNS says it; SQS has other words. */
const BATCH_WORDS: BatchWords = {
  tooMany: () => 'The batch request contains more entries than permissible.',
  tooLong: () => 'The length of all the messages put together is more than the limit.',
  repeated: () => 'Two or more batch entries in the request have the same Id.',
  badId: (id) =>
    id.length > 80
      ? `The Id of a batch entry in the batch request is too long: ${id}`
      : `The Id of a batch entry in the batch request contains an impermissible character: ${id}`,
};

function check({ message, subject, attributes }: PublishedMessage): void {
  checkAttributes(attributes);
  if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  // Up to 100 ASCII characters, none a control character, beginning with a letter, number or punctuation mark.
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Subject');
  }
  const size = Buffer.byteLength(message) + bytesOf(attributes);
  if (size > MOST_BYTES) throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
}
