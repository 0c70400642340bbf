import { createSqs } from '../../../local/services/sqs';
import { OPERATOR, TestPlatform } from '../support/platform';

interface Sent {
  MD5OfMessageSystemAttributes?: string;
}
interface Received {
  Messages?: { Body: string; ReceiptHandle: string; Attributes?: Record<string, string> }[];
}
const urlOf = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
const QueueUrl = urlOf('q');

/** What AWS was recorded to answer. */
async function setUp(attributes: Record<string, string> = {}) {
  const platform = new TestPlatform();
  platform.register(createSqs(platform).service);
  const ask = <Output = unknown>(operation: string, input: object) => platform.ask<Output>('sqs', operation, input);
  await ask('CreateQueue', { QueueName: 'q', Attributes: attributes });
  const send = (more: object = {}) => ask<Sent>('SendMessage', { QueueUrl, MessageBody: 'x', ...more });
  const receive = async (queue = QueueUrl, more: object = {}) =>
    (await ask<Received>('ReceiveMessage', { QueueUrl: queue, AttributeNames: ['All'], ...more })).Messages?.[0];
  const shown = async () =>
    (
      await ask<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
        QueueUrl,
        AttributeNames: ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'],
      })
    ).Attributes;
  return { platform, ask, send, receive, shown };
}

const attribute = (name: string, value = 'v', type = 'String') => ({
  MessageAttributes: { [name]: { DataType: type, StringValue: value } },
});

test('a message of a standard queue keeps its group', async () => {
  const { send, receive } = await setUp();
  await send({ MessageGroupId: 'g' });
  expect((await receive())?.Attributes).toMatchObject({ MessageGroupId: 'g' });
});

test.each(['', 'a b', 'g'.repeat(129)])('%j is no group', async (MessageGroupId) => {
  const { send } = await setUp();
  await expect(send({ MessageGroupId })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: `Value ${MessageGroupId} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  });
});

test('the trace header has a checksum of its own, and stays with the message in the dead-letter queue', async () => {
  const { platform, ask, send, receive } = await setUp();
  await ask('CreateQueue', { QueueName: 'dead' });
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
  await ask('SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy, VisibilityTimeout: '1' } });
  const StringValue = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const sent = await send({ MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue } } });
  expect(sent.MD5OfMessageSystemAttributes).toBe('5ae4d5d7636402d80f4eb6d213245a88');
  expect((await receive())?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
  await platform.pass(2);
  expect(await receive()).toBeUndefined();
  expect((await receive(urlOf('dead')))?.Attributes).toMatchObject({
    AWSTraceHeader: StringValue,
    DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q',
  });
  const other = { MessageSystemAttributes: { Other: { DataType: 'String', StringValue: 'x' } } };
  await expect(send(other)).rejects.toThrow("Message system attribute 'Other' is invalid");
});

test('a message holds no character that XML does not allow', async () => {
  const { ask, send } = await setUp();
  await expect(send({ MessageBody: 'a\u0001' })).rejects.toMatchObject({
    code: 'InvalidMessageContents',
    message:
      "Invalid binary character '#x1' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].",
  });
  await expect(send({ MessageBody: '\uffff' })).rejects.toMatchObject({ code: 'InvalidMessageContents' });
  await expect(send(attribute('a', 'x\b'))).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  await send({ MessageBody: '\t\n\r \u{1f600}' });
  const Entries = [
    { Id: 'good', MessageBody: 'x' },
    { Id: 'bad', MessageBody: '\u0001' },
  ];
  expect(await ask('SendMessageBatch', { QueueUrl, Entries })).toMatchObject({
    Successful: [{ Id: 'good' }],
    Failed: [{ Id: 'bad', Code: 'InvalidMessageContents' }],
  });
});

test.each(['aWs.x', 'AMAZON.x', '.x', 'x.', 'a!', 'a"', 'a\u00a7', 'a(', 'L'.repeat(257)])(
  '%j names no attribute of a message',
  async (name) => {
    const { send } = await setUp();
    await expect(send(attribute(name))).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  },
);

test('letters of other scripts may name an attribute, and its type is one of three', async () => {
  const { send } = await setUp();
  await send(attribute('attr.1\u00f8\u00df\u00e4'));
  await send(attribute('a', '1', 'Number.int'));
  await expect(send(attribute('a', 'v', 'Text'))).rejects.toThrow(
    "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
  );
});

test('a handle hides its message again after it had become visible, and a deleted one no more', async () => {
  const { platform, ask, send, receive } = await setUp({ VisibilityTimeout: '1' });
  await send();
  const ReceiptHandle = (await receive())?.ReceiptHandle;
  await platform.pass(2);
  await ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 9 });
  expect(await receive()).toBeUndefined();
  await ask('DeleteMessage', { QueueUrl, ReceiptHandle });
  await expect(ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 9 })).rejects.toMatchObject(
    {
      code: 'InvalidParameterValue',
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    },
  );
});

test('a message that is shown again is received at once by who waits', async () => {
  const { platform, send, receive } = await setUp();
  await send();
  const ReceiptHandle = (await receive())?.ReceiptHandle;
  const { clock } = platform;
  const shownAt = clock.now() + 1_000;
  clock.at(shownAt, 'shown again', async () => {
    const input = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    await platform.call('sqs', 'ChangeMessageVisibility', input, OPERATOR);
  });
  expect((await receive(QueueUrl, { WaitTimeSeconds: 6 }))?.Body).toBe('x');
  expect(clock.now()).toBe(shownAt);
});

test('a key takes the place of the own encryption, and one of the two is enough', async () => {
  const { ask, shown } = await setUp();
  const set = (Attributes: object) => ask('SetQueueAttributes', { QueueUrl, Attributes });
  expect(await shown()).toEqual({ SqsManagedSseEnabled: 'true' });
  await set({ KmsMasterKeyId: 'key', KmsDataKeyReusePeriodSeconds: '6000' });
  expect(await shown()).toEqual({
    KmsMasterKeyId: 'key',
    KmsDataKeyReusePeriodSeconds: '6000',
    SqsManagedSseEnabled: 'false',
  });
  await set({ KmsMasterKeyId: '', KmsDataKeyReusePeriodSeconds: '300' });
  expect(await shown()).toEqual({ SqsManagedSseEnabled: 'false' });
  await expect(set({ KmsMasterKeyId: 'key', SqsManagedSseEnabled: 'true' })).rejects.toMatchObject({
    code: 'InvalidAttributeName',
    message:
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
  });
});

test.each([
  ['FifoQueue', 'false', 'Unknown Attribute FifoQueue.'],
  ['ContentBasedDeduplication', 'false', 'Unknown Attribute ContentBasedDeduplication.'],
  ['DeduplicationScope', 'queue', 'You can specify the DeduplicationScope only when FifoQueue is set to true.'],
  ['Typo', 'x', 'Unknown Attribute Typo.'],
])('%s is no attribute of a standard queue', async (name, value, message) => {
  const { ask } = await setUp();
  await expect(ask('CreateQueue', { QueueName: 'other', Attributes: { [name]: value } })).rejects.toMatchObject({
    code: 'InvalidAttributeName',
    message,
  });
});

test('a batch is too long with its attributes, and an entry is refused in words of its own', async () => {
  const { ask } = await setUp({ MaximumMessageSize: '1024' });
  const batch = (Entries: object[]) => ask('SendMessageBatch', { QueueUrl, Entries });
  await expect(
    batch([
      { Id: 'a', MessageBody: 'x'.repeat(1_048_576 - 'kStringv'.length), ...attribute('k') },
      { Id: 'b', MessageBody: 'y' },
    ]),
  ).rejects.toMatchObject({
    code: 'BatchRequestTooLong',
    message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
  });
  expect(await batch([{ Id: 'a', MessageBody: 'x'.repeat(1025) }])).toMatchObject({
    Failed: [
      {
        Message: 'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
      },
    ],
  });
});

test('what goes through a queue is counted', async () => {
  const { platform, ask, send, receive } = await setUp();
  await receive();
  await send({ MessageBody: 'Hello' });
  await ask('DeleteMessage', { QueueUrl, ReceiptHandle: (await receive())?.ReceiptHandle });
  expect(platform.metrics.map(({ datum: { name, values, unit } }) => [name, ...values, unit])).toEqual([
    ['NumberOfEmptyReceives', 1, 'Count'],
    ['NumberOfMessagesSent', 1, 'Count'],
    ['SentMessageSize', 5, 'Bytes'],
    ['NumberOfMessagesReceived', 1, 'Count'],
    ['NumberOfMessagesDeleted', 1, 'Count'],
  ]);
  expect(platform.metrics[0]?.datum).toMatchObject({ namespace: 'AWS/SQS', dimensionSets: [{ QueueName: 'q' }] });
});
