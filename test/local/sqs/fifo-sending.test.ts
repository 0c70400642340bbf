import { contentId } from '../../../local/services/support/content-id';
import { fifoStage, QueueUrl } from './fifo-stage';

const OWN_IDS = { ContentBasedDeduplication: 'false' };
const as = (MessageDeduplicationId: string) => ({ MessageDeduplicationId });

test('a message needs a group and, where contents are not compared, an id', async () => {
  const { ask, send } = await fifoStage(OWN_IDS);
  await expect(ask('SendMessage', { QueueUrl, MessageBody: 'x', ...as('1') })).rejects.toMatchObject({
    code: 'MissingParameter',
    message: 'The request must contain the parameter MessageGroupId.',
  });
  await expect(send('x')).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message:
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  });
});

test.each(['', 'a b', 'é', 'x'.repeat(129)])('%j is neither a group nor an id', async (id) => {
  const { send } = await fifoStage();
  const error = (parameter: string) => ({
    code: 'InvalidParameterValue',
    message: `Value ${id} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  });
  await expect(send('x', id)).rejects.toMatchObject(error('MessageGroupId'));
  await expect(send('x', 'g', as(id))).rejects.toMatchObject(error('MessageDeduplicationId'));
});

test('a message comes with its group, its id and its number', async () => {
  const { send, receive } = await fifoStage();
  const { SequenceNumber } = await send('x');
  expect(SequenceNumber).toMatch(/^\d{20}$/);
  expect((await receive())[0]?.Attributes).toMatchObject({
    MessageGroupId: 'g',
    MessageDeduplicationId: contentId('x'),
    SequenceNumber,
  });
  expect(BigInt((await send('y')).SequenceNumber ?? 0)).toBeGreaterThan(BigInt(SequenceNumber ?? 0));
});

test('a duplicate is answered like the first for five minutes, and not put in', async () => {
  const { platform, send, receive, remove, bodies } = await fifoStage(OWN_IDS);
  const first = await send('one', 'g', as('1'));
  const [message] = await receive();
  if (message !== undefined) await remove(message);
  await platform.pass(299);
  const { MessageId, SequenceNumber, MD5OfMessageBody } = await send('two', 'other', as('1'));
  expect({ MessageId, SequenceNumber }).toEqual({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  // The SDKs check it against what they have sent.
  expect(MD5OfMessageBody).toBe('b8a9f715dbb64fd5c56e7783c6820a61');
  expect(await bodies()).toEqual([]);
  await platform.pass(1);
  expect((await send('three', 'g', as('1'))).MessageId).not.toBe(first.MessageId);
  expect(await bodies()).toEqual(['three']);
});

test('a queue that compares contents looks at the body alone, and an id of its own goes first', async () => {
  const { send, bodies } = await fifoStage();
  await send('x');
  await send('x', 'g', { MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } });
  await send('x', 'g', as('1'));
  expect(await bodies()).toEqual(['x', 'x']);
});

test('duplicates within a group are none of another group, where the scope is the group', async () => {
  const { send, bodies } = await fifoStage({ DeduplicationScope: 'messageGroup' });
  for (const group of ['a', 'b', 'a']) await send('x', group);
  expect(await bodies()).toEqual(['x', 'x']);
});

test('another scope holds a minute after it was set', async () => {
  const { platform, ask, send, bodies } = await fifoStage();
  await send('x', 'a');
  await ask('SetQueueAttributes', { QueueUrl, Attributes: { DeduplicationScope: 'messageGroup' } });
  await send('x', 'b');
  expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['x']);
  await platform.pass(60);
  await send('x', 'b');
  expect(await bodies()).toEqual(['x', 'x']);
});

test('a purged queue knows no duplicates', async () => {
  const { ask, send, bodies } = await fifoStage();
  await send('x');
  await ask('PurgeQueue', { QueueUrl });
  await send('x');
  expect(await bodies()).toEqual(['x']);
});

test('the delay is that of the queue: a message has none, and another holds for messages that are there', async () => {
  const { platform, ask, send, bodies } = await fifoStage({ DelaySeconds: '10' });
  await expect(send('x', 'g', { DelaySeconds: 2 })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message:
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
  });
  await send('x', 'g', { DelaySeconds: 0 });
  await platform.pass(5);
  expect(await bodies()).toEqual([]);
  await ask('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '5' } });
  expect(await bodies()).toEqual(['x']);
});

test.each([
  ['MessageDeduplicationId', 'SendMessage', { MessageBody: 'x' }],
  ['ReceiveRequestAttemptId', 'ReceiveMessage', {}],
])('a standard queue takes no %s', async (parameter, operation, input) => {
  const { ask } = await fifoStage();
  await ask('CreateQueue', { QueueName: 'standard' });
  const url = QueueUrl.replace('q.fifo', 'standard');
  await expect(ask(operation, { QueueUrl: url, ...input, [parameter]: '1' })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: `Value 1 for parameter ${parameter} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  });
});

test('a batch goes in in its order, and is refused as a whole when a message lacks an id', async () => {
  const { ask, bodies } = await fifoStage(OWN_IDS);
  const batch = (...messages: object[]) =>
    ask<{ Successful: { SequenceNumber?: string }[] }>('SendMessageBatch', {
      QueueUrl,
      Entries: messages.map((message, index) => ({ Id: `e${index}`, MessageBody: `m${index}`, ...message })),
    });
  const good = (id: string) => ({ MessageGroupId: 'g', ...as(id) });
  await expect(batch(good('1'), as('2'))).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: 'The request must contain the parameter MessageGroupId.',
  });
  await expect(batch(good('1'), { MessageGroupId: 'g' })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  expect(await bodies()).toEqual([]);
  const { Successful } = await batch(good('1'), good('2'), good('1'));
  expect(Successful[2]?.SequenceNumber).toBe(Successful[0]?.SequenceNumber);
  expect(await bodies()).toEqual(['m0', 'm1']);
});

test('duplicates are counted', async () => {
  const { platform, send } = await fifoStage();
  await send('x');
  await send('x');
  const counted = platform.metrics
    .map(({ datum }) => datum.name)
    .filter((name) => name.endsWith('SentMessages') || name.endsWith('MessagesSent'));
  expect(counted).toEqual(['NumberOfMessagesSent', 'NumberOfDeduplicatedSentMessages']);
});
