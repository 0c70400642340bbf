import { createSqs } from '../../../local/services/sqs';
import { TestPlatform } from '../support/platform';

export interface Received {
  readonly MessageId: string;
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: Record<string, string>;
}
export interface Sent {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
  readonly MD5OfMessageBody: string;
}

export const urlOf = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const QueueUrl = urlOf('q.fifo');

/** A FIFO queue that compares contents, unless `attributes` say otherwise. */
export async function fifoStage(attributes: Record<string, string> = {}) {
  const platform = new TestPlatform();
  platform.register(createSqs(platform).service);
  const ask = <Output = unknown>(operation: string, input: object) => platform.ask<Output>('sqs', operation, input);
  const create = (name: string, more: Record<string, string> = {}) =>
    ask('CreateQueue', { QueueName: name, Attributes: { FifoQueue: 'true', ...more } });
  await create('q.fifo', { ContentBasedDeduplication: 'true', ...attributes });
  const send = (MessageBody: string, MessageGroupId: string | undefined = 'g', more: object = {}) =>
    ask<Sent>('SendMessage', { QueueUrl, MessageBody, MessageGroupId, ...more });
  const receive = async (more: object = {}) =>
    (
      await ask<{ Messages?: Received[] }>('ReceiveMessage', {
        QueueUrl,
        MaxNumberOfMessages: 10,
        AttributeNames: ['All'],
        ...more,
      })
    ).Messages ?? [];
  const bodies = async (more: object = {}) => (await receive(more)).map(({ Body }) => Body);
  const remove = ({ ReceiptHandle }: Received, url = QueueUrl) =>
    ask('DeleteMessage', { QueueUrl: url, ReceiptHandle });
  const shown = async () =>
    (await ask<{ Attributes: Record<string, string> }>('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }))
      .Attributes;
  return { platform, ask, create, send, receive, bodies, remove, shown };
}
