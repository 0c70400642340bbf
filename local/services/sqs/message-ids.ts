import type { SendMessageRequest } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import { contentId } from '../support/content-id';
import type { Queue } from './queue';

/** What a FIFO queue orders and compares messages by. */
export interface FifoIds {
  readonly group: string;
  readonly deduplicationId: string;
}

/**
 * Reads them for a FIFO queue; undefined for a standard queue.
 * @throws MissingParameter, InvalidParameterValue
 */
export function fifoIdsOf(queue: Queue, input: SendMessageRequest): FifoIds | undefined {
  const { MessageGroupId: group, MessageDeduplicationId: given, MessageBody: body = '', DelaySeconds: delay } = input;
  // A standard queue takes a group: it is fair between them, and with so few receivers as here there is nothing to share out.
  if (group !== undefined) checkId('MessageGroupId', group);
  if (queue.fifo === undefined) {
    if (given !== undefined) throw wrongType('MessageDeduplicationId', given);
    return undefined;
  }
  if (group === undefined) throw new ServiceError('MissingParameter', NO_GROUP);
  if (given !== undefined) checkId('MessageDeduplicationId', given);
  // To ask for no delay is to ask for the queue's.
  if (delay !== undefined && delay !== 0) throw wrongType('DelaySeconds', delay);
  if (given === undefined && !comparesContent(queue)) throw invalid(NO_DEDUPLICATION_ID);
  return { group, deduplicationId: given ?? contentId(body) };
}

/**
 * A batch for a FIFO queue is refused as a whole when one of its messages lacks an id.
 * @throws InvalidParameterValue
 */
export function checkBatchIds(queue: Queue, entries: readonly Partial<SendMessageRequest>[]): void {
  if (queue.fifo === undefined) return;
  if (entries.some(({ MessageGroupId }) => MessageGroupId === undefined)) throw invalid(NO_GROUP);
  const lacks = entries.some(({ MessageDeduplicationId }) => MessageDeduplicationId === undefined);
  if (lacks && !comparesContent(queue)) throw invalid(NO_DEDUPLICATION_ID);
}

type Id = 'MessageGroupId' | 'MessageDeduplicationId' | 'ReceiveRequestAttemptId';

/** @throws InvalidParameterValue */
export function checkId(parameter: Id, value: string): void {
  if (/^[!-~]{1,128}$/.test(value)) return;
  throw invalid(
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

export const wrongType = (parameter: string, value: string | number): ServiceError =>
  invalid(
    `Value ${value} for parameter ${parameter} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );

const comparesContent = ({ attributes }: Queue): boolean => attributes.get('ContentBasedDeduplication') === 'true';

const NO_GROUP = 'The request must contain the parameter MessageGroupId.';
const NO_DEDUPLICATION_ID =
  'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
