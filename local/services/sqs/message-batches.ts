import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import type { Call } from '../../kernel/platform';
import { eachOf } from '../support/batch';
import { only } from '../support/only';
import { checkBatchIds } from './message-ids';
import type { Messages } from './messages';
import type { Queues } from './queues';

/** Of all messages of a batch together. */
const MOST_BYTES = 1_048_576;

export const batchOperations = (messages: Messages, queues: Queues) => ({
  SendMessageBatch(input: SendMessageBatchRequest, call: Call): SendMessageBatchResult {
    only('SendMessageBatch', input, ['QueueUrl', 'Entries']);
    const { QueueUrl } = input;
    const queue = queues.at(QueueUrl);
    const checkAll = () => checkBatchIds(queue, input.Entries ?? []);
    const send = ({ Id: _, ...entry }: SendMessageBatchRequestEntry) => {
      const sent = messages.sendMessage({ QueueUrl, ...entry }, call, 'cannot be validated');
      const { MessageId = '', MD5OfMessageBody = '', ...more } = sent;
      return { MessageId, MD5OfMessageBody, ...more };
    };
    return eachOf(input.Entries, MOST_BYTES, send, { checkAll });
  },

  DeleteMessageBatch(input: DeleteMessageBatchRequest): DeleteMessageBatchResult {
    only('DeleteMessageBatch', input, ['QueueUrl', 'Entries']);
    const { QueueUrl } = input;
    queues.at(QueueUrl);
    return eachOf(input.Entries, MOST_BYTES, ({ Id: _, ...entry }) => {
      messages.deleteMessage({ QueueUrl, ...entry });
      return {};
    });
  },

  ChangeMessageVisibilityBatch(input: ChangeMessageVisibilityBatchRequest): ChangeMessageVisibilityBatchResult {
    only('ChangeMessageVisibilityBatch', input, ['QueueUrl', 'Entries']);
    const { QueueUrl } = input;
    queues.at(QueueUrl);
    return eachOf(input.Entries, MOST_BYTES, ({ Id: _, VisibilityTimeout = 0, ...entry }) => {
      messages.changeMessageVisibility({ QueueUrl, VisibilityTimeout, ...entry });
      return {};
    });
  },
});
