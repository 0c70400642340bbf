import type { PublishInput } from '@aws-sdk/client-sns';
import { contentId } from '../support/content-id';
import { Deduplication } from '../support/deduplication';
import { SequenceNumbers } from '../support/sequence-numbers';
import { invalidParameter } from './arn';
import type { Topic } from './topics';

/** What the publisher of a message, and those of its duplicates, are answered. */
export interface Answer {
  readonly MessageId: string;
  readonly SequenceNumber: string;
}

/** What a FIFO topic knows of what was published to it. */
export class FifoTopic {
  private readonly numbers = new SequenceNumbers(10_000_000_000_000_000_000n, 1000n);
  private readonly published = new Deduplication<Answer>();

  nextNumber(): string {
    return this.numbers.next();
  }

  duplicate(key: string, now: number): Answer | undefined {
    return this.published.find(key, now);
  }

  remember(key: string, answer: Answer, now: number): void {
    this.published.remember(key, answer, now);
  }
}

type Ids = Pick<PublishInput, 'MessageGroupId' | 'MessageDeduplicationId'>;

/**
 * Checks the ids of a message. A standard topic takes a group too, for the sake of fair queues.
 * @throws InvalidParameter
 */
export function checkIds(
  { fifo, attributes }: Topic,
  { MessageGroupId: group, MessageDeduplicationId: id }: Ids,
): void {
  if (fifo === undefined && id !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  if (fifo !== undefined && group === undefined) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  }
  if (fifo !== undefined && id === undefined && attributes.get('ContentBasedDeduplication') !== 'true') {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  checkId('MessageGroupId', group);
  checkId('MessageDeduplicationId', id);
}

function checkId(name: keyof Ids, id: string | undefined): void {
  if (id === undefined || /^[!-~]{1,128}$/.test(id)) return;
  throw invalidParameter(
    `${name} Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/** The id by which duplicates of a message of a FIFO topic are known. */
export const deduplicationIdOf = ({ MessageDeduplicationId: id, Message: message = '' }: PublishInput): string =>
  id ?? contentId(message);

/** Where the throughput is per group, duplicates are looked for within it. Neither id may hold a space. */
export const deduplicationKey = ({ attributes }: Topic, group: string | undefined, id: string): string =>
  attributes.get('FifoThroughputScope') === 'MessageGroup' ? `${group} ${id}` : id;
