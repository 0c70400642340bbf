import type { PublishBatchInput, PublishBatchResponse, PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { type BatchWords, eachOf } from '../support/batch';
import { bytesOf } from '../support/message-size';
import { only } from '../support/only';
import { checkArn, invalidParameter } from './arn';
import { Deliverer } from './deliver';
import { checkIds, deduplicationIdOf, deduplicationKey, type FifoTopic } from './fifo-topic';
import { checkAttributes, readStructure } from './message-structure';
import type { PublishedMessage } from './published-message';
import { isWanted, type StoredSubscription, type Subscriptions } from './subscriptions';
import type { Topic, Topics } from './topics';

/** Bytes of a message with its attributes. */
const MOST_BYTES = 262_144;
/** Kept for `published`; older ones are forgotten. */
const MOST_KEPT = 1000;

export class Publisher {
  private readonly kept: PublishedMessage[] = [];
  private readonly ids: RandomStream;
  private readonly deliverer: Deliverer;

  constructor(
    private readonly platform: Platform,
    private readonly topics: Topics,
    private readonly subscriptions: Subscriptions,
  ) {
    this.ids = platform.random.stream('sns.messages');
    this.deliverer = new Deliverer(platform);
  }

  publish(input: PublishInput, call: Call): PublishResponse {
    only('Publish', input, [
      'TopicArn',
      'TargetArn',
      'Message',
      'MessageStructure',
      'Subject',
      'MessageAttributes',
      'MessageGroupId',
      'MessageDeduplicationId',
    ]);
    const topic = this.topicOf(input);
    const message = {
      topicArn: topic.arn,
      subject: input.Subject,
      message: input.Message ?? '',
      ...(input.MessageStructure === 'json' && { byProtocol: readStructure(input.Message ?? '') }),
      attributes: input.MessageAttributes ?? {},
      ...(input.MessageGroupId !== undefined && { group: input.MessageGroupId }),
      publisher: call.principal,
      time: this.platform.clock.now(),
    };
    check(message);
    checkIds(topic, input);
    return topic.fifo === undefined
      ? this.accept({ ...message, id: this.ids.uuid() })
      : this.acceptOnce(topic, topic.fifo, { ...message, id: this.ids.uuid() }, deduplicationIdOf(input));
  }

  private acceptOnce(
    topic: Topic,
    fifo: FifoTopic,
    message: PublishedMessage,
    deduplicationId: string,
  ): PublishResponse {
    const key = deduplicationKey(topic, message.group, deduplicationId);
    const duplicate = fifo.duplicate(key, message.time);
    if (duplicate !== undefined) return duplicate;
    const sequence = fifo.nextNumber();
    const answer = { MessageId: message.id, SequenceNumber: sequence };
    fifo.remember(key, answer, message.time);
    this.accept({ ...message, fifo: { deduplicationId, sequence } });
    return answer;
  }

  private accept(published: PublishedMessage): PublishResponse {
    this.kept.push(published);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    for (const subscription of this.subscriptions.ofTopic(published.topicArn)) {
      const message = textFor(published, subscription);
      if (isWanted(subscription, { ...published, message }))
        this.deliverer.deliver({ ...published, message }, subscription);
    }
    return { MessageId: published.id };
  }

  publishBatch(input: PublishBatchInput, call: Call): PublishBatchResponse {
    only('PublishBatch', input, ['TopicArn', 'PublishBatchRequestEntries']);
    const topic = this.topics.get(input.TopicArn);
    const TopicArn = topic.arn;
    const entries = input.PublishBatchRequestEntries ?? [];
    // An attribute that is none refuses the batch, not its entry alone.
    for (const { MessageAttributes } of entries) checkAttributes(MessageAttributes ?? {});
    const checkAll = () => {
      for (const { MessageStructure, Message = '' } of entries) if (MessageStructure === 'json') readStructure(Message);
      for (const entry of entries) checkIds(topic, entry);
    };
    const { Successful, Failed = [] } = eachOf(
      input.PublishBatchRequestEntries,
      MOST_BYTES,
      ({ Id: _, ...entry }) => this.publish({ TopicArn, ...entry }, call),
      { words: BATCH_WORDS, checkAll },
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

function check({ message, subject, attributes }: Omit<PublishedMessage, 'id'>): void {
  checkAttributes(attributes);
  if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  // Up to 100 ASCII characters, none a control character, beginning with a letter, number or punctuation mark.
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Subject');
  }
  const size = Buffer.byteLength(message) + bytesOf(attributes);
  if (size > MOST_BYTES) throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
}
