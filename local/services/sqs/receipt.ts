import { ServiceError } from '../../kernel/errors';
import type { Queue, StoredMessage } from './queue';

/** A handle that tells which queue and message it is of, as AWS's do, and that nobody reads. */
export const receiptOf = (queue: Queue, messageId: string, word: string): string =>
  Buffer.from(`${word} ${queue.arn} ${messageId}`).toString('base64');

/**
 * Gives the id of the message. Each receipt has a handle of its own, and an older one still does.
 * @throws ReceiptHandleIsInvalid for a handle that this queue has never given
 */
export function messageOf(queue: Queue, handle = ''): string {
  const [, arn, id] = Buffer.from(handle, 'base64').toString().split(' ');
  if (arn === queue.arn && id !== undefined) return id;
  throw new ServiceError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

/** Whether the message was last received with that handle, and is hidden since. */
export const isCurrent = ({ receipt, visibleFrom }: StoredMessage, handle: string | undefined, now: number): boolean =>
  receipt === handle && visibleFrom > now;

/**
 * A FIFO queue takes a handle only as long as its message is hidden: it may have been given to another since.
 * A message that is gone is no error.
 * @throws InvalidParameterValue
 */
export function checkCurrent(message: StoredMessage | undefined, handle: string | undefined, now: number): void {
  if (message === undefined || isCurrent(message, handle, now)) return;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
}
