import { createSqs } from '../../../local/services/sqs';
import { TestPlatform } from '../support/platform';

interface Received {
  Messages?: { MessageId: string; Body: string; ReceiptHandle: string; Attributes?: Record<string, string> }[];
}
interface Batch {
  Successful: { Id: string; MessageId?: string }[];
  Failed?: { Id: string; Code: string; SenderFault: boolean }[];
}
const url = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

function setUp() {
  const platform = new TestPlatform();
  platform.register(createSqs(platform).service);
  const ask = <Output = Record<string, unknown>>(operation: string, input: object) =>
    platform.ask<Output>('sqs', operation, input);
  const receive = async (name: string, more: object = {}) =>
    (await ask<Received>('ReceiveMessage', { QueueUrl: url(name), ...more })).Messages ?? [];
  return { platform, ask, receive };
}

test('a batch does for each entry what the single operation does', async () => {
  const { ask, receive } = setUp();
  await ask('CreateQueue', { QueueName: 'q' });
  const sent = await ask<Batch>('SendMessageBatch', {
    QueueUrl: url('q'),
    Entries: [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: '' },
      { Id: 'c', MessageBody: 'three', DelaySeconds: 901 },
    ],
  });
  expect(sent.Successful.map(({ Id }) => Id)).toEqual(['a']);
  expect(sent.Failed).toMatchObject([
    { Id: 'b', Code: 'MissingParameter', SenderFault: true },
    { Id: 'c', Code: 'InvalidParameterValue', SenderFault: true },
  ]);
  const [message] = await receive('q');
  expect(message).toMatchObject({ Body: 'one', MessageId: sent.Successful[0]?.MessageId });
  const ReceiptHandle = message?.ReceiptHandle;
  await ask('ChangeMessageVisibilityBatch', {
    QueueUrl: url('q'),
    Entries: [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 0 }],
  });
  expect(await receive('q')).toHaveLength(1);
  expect(
    await ask<Batch>('DeleteMessageBatch', {
      QueueUrl: url('q'),
      Entries: [{ Id: 'a', ReceiptHandle: 'x' }],
    }),
  ).toMatchObject({ Successful: [], Failed: [{ Id: 'a', Code: 'ReceiptHandleIsInvalid' }] });
});

test.each([
  [[], 'EmptyBatchRequest'],
  [Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: 'x' })), 'TooManyEntriesInBatchRequest'],
  [
    [
      { Id: 'a', MessageBody: 'x' },
      { Id: 'a', MessageBody: 'y' },
    ],
    'BatchEntryIdsNotDistinct',
  ],
  [[{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
])('%j is no batch', async (Entries, name) => {
  const { ask } = setUp();
  await ask('CreateQueue', { QueueName: 'q' });
  await expect(ask('SendMessageBatch', { QueueUrl: url('q'), Entries })).rejects.toMatchObject({ name });
});

test('a receipt handle that the queue never gave is refused, one that is used up is not', async () => {
  const { ask, receive } = setUp();
  for (const QueueName of ['q', 'other']) await ask('CreateQueue', { QueueName });
  await ask('SendMessage', { QueueUrl: url('q'), MessageBody: 'x' });
  const [message] = await receive('q');
  const ReceiptHandle = message?.ReceiptHandle;
  const invalid = {
    name: 'ReceiptHandleIsInvalid',
    message: expect.stringMatching(/is not a valid receipt handle\.$/),
  };
  for (const operation of ['DeleteMessage', 'ChangeMessageVisibility']) {
    const more = { VisibilityTimeout: 1 };
    await expect(
      ask(operation, { QueueUrl: url('q'), ReceiptHandle: 'x', ...(operation === 'DeleteMessage' ? {} : more) }),
    ).rejects.toMatchObject(invalid);
    await expect(
      ask(operation, { QueueUrl: url('other'), ReceiptHandle, ...(operation === 'DeleteMessage' ? {} : more) }),
    ).rejects.toMatchObject(invalid);
  }
  for (let times = 0; times < 2; times += 1) await ask('DeleteMessage', { QueueUrl: url('q'), ReceiptHandle });
});

test('a message that was received too often moves to the dead-letter queue', async () => {
  const { platform, ask, receive } = setUp();
  await ask('CreateQueue', { QueueName: 'dead' });
  await ask('CreateQueue', {
    QueueName: 'q',
    Attributes: {
      VisibilityTimeout: '10',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 }),
    },
  });
  await ask('SendMessage', { QueueUrl: url('q'), MessageBody: 'x' });
  for (let times = 0; times < 2; times += 1) {
    expect(await receive('q')).toHaveLength(1);
    await platform.pass(10);
  }
  expect(await receive('dead')).toEqual([]);
  expect(await receive('q')).toEqual([]);
  expect(await receive('dead', { AttributeNames: ['All'] })).toMatchObject([
    { Body: 'x', Attributes: { ApproximateReceiveCount: '3' } },
  ]);
  expect(await ask('ListDeadLetterSourceQueues', { QueueUrl: url('dead') })).toEqual({ queueUrls: [url('q')] });
});

test.each([
  [{ deadLetterTargetArn: arn('missing'), maxReceiveCount: 2 }, /Dead letter target does not exist/],
  [{ deadLetterTargetArn: arn('dead'), maxReceiveCount: 0 }, /maxReceiveCount: 0/],
  [{ maxReceiveCount: 1 }, /Dead letter target ARN is missing/],
  [{ deadLetterTargetArn: arn('dead'), maxReceiveCount: 2, more: 1 }, /Only following attributes/],
])('the redrive policy %j is refused', async (policy, message) => {
  const { ask } = setUp();
  await ask('CreateQueue', { QueueName: 'dead' });
  const Attributes = { RedrivePolicy: JSON.stringify(policy) };
  await expect(ask('CreateQueue', { QueueName: 'q', Attributes })).rejects.toThrow(message);
});

test('tags are kept', async () => {
  const { ask } = setUp();
  await ask('CreateQueue', { QueueName: 'q', tags: { a: '1', b: '2' } });
  await ask('TagQueue', { QueueUrl: url('q'), Tags: { b: '3', c: '4' } });
  await ask('UntagQueue', { QueueUrl: url('q'), TagKeys: ['a'] });
  expect(await ask('ListQueueTags', { QueueUrl: url('q') })).toEqual({ Tags: { b: '3', c: '4' } });
});
