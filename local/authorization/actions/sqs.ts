import type { GetQueueUrlRequest, SendMessageRequest } from '@aws-sdk/client-sqs';
import { type Home, type Needs, type NeedsOf, on, onAll } from './need';

const onQueue =
  (action: string): NeedsOf =>
  ({ QueueUrl }: Pick<SendMessageRequest, 'QueueUrl'>, home) =>
    on(`sqs:${action}`, arnOf(QueueUrl?.split('/').at(-1), home));

const onNamed =
  (action: string): NeedsOf =>
  ({ QueueName }: Pick<GetQueueUrlRequest, 'QueueName'>, home) =>
    on(`sqs:${action}`, arnOf(QueueName, home));

const arnOf = (name = '', { region, account }: Home): string => `arn:aws:sqs:${region}:${account}:${name}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export const sqs: Needs = {
  ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
  // A batch needs the permission of the single action.
  ChangeMessageVisibilityBatch: onQueue('ChangeMessageVisibility'),
  CreateQueue: onNamed('CreateQueue'),
  DeleteMessage: onQueue('DeleteMessage'),
  DeleteMessageBatch: onQueue('DeleteMessage'),
  DeleteQueue: onQueue('DeleteQueue'),
  GetQueueAttributes: onQueue('GetQueueAttributes'),
  GetQueueUrl: onNamed('GetQueueUrl'),
  ListDeadLetterSourceQueues: onQueue('ListDeadLetterSourceQueues'),
  ListQueueTags: onQueue('ListQueueTags'),
  ListQueues: onAll('sqs:ListQueues'),
  PurgeQueue: onQueue('PurgeQueue'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  SendMessage: onQueue('SendMessage'),
  SendMessageBatch: onQueue('SendMessage'),
  SetQueueAttributes: onQueue('SetQueueAttributes'),
  TagQueue: onQueue('TagQueue'),
  UntagQueue: onQueue('UntagQueue'),
};
