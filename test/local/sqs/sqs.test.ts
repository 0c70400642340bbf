import { createHash } from 'node:crypto';
import { createSqs } from '../../../local/services/sqs';
import { md5OfAttributes } from '../../../local/services/sqs/md5';
import { TestPlatform } from '../support/platform';

interface Received {
  Messages?: {
    Body: string;
    ReceiptHandle: string;
    MD5OfBody: string;
    Attributes?: object;
    MessageAttributes?: object;
  }[];
}
const QueueUrl = 'http://127.0.0.1:4566/000000000000/q';

async function setUp(attributes: object = {}) {
  const platform = new TestPlatform();
  const sqs = createSqs(platform);
  platform.register(sqs.service);
  expect(await platform.ask('sqs', 'CreateQueue', { QueueName: 'q', Attributes: attributes })).toEqual({ QueueUrl });
  const send = (MessageBody: string, more: object = {}) =>
    platform.ask('sqs', 'SendMessage', { QueueUrl, MessageBody, ...more });
  const receive = (more: object = {}) => platform.ask<Received>('sqs', 'ReceiveMessage', { QueueUrl, ...more });
  const attribute = async (name: string) =>
    (
      await platform.ask<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
        QueueUrl,
        AttributeNames: ['All'],
      })
    ).Attributes[name];
  return { platform, sqs, send, receive, attribute };
}

test('a message is sent, received, hidden, shown again and deleted', async () => {
  const { platform, send, receive, attribute } = await setUp({ VisibilityTimeout: '10' });
  expect(await send('hello')).toMatchObject({ MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' });
  const [first] = (await receive()).Messages ?? [];
  expect(first).toMatchObject({ Body: 'hello', MD5OfBody: '5d41402abc4b2a76b9719d911017c592' });
  expect(await receive()).toEqual({});
  expect(await attribute('ApproximateNumberOfMessagesNotVisible')).toBe('1');
  await platform.pass(10);
  const [again] = (await receive({ AttributeNames: ['ApproximateReceiveCount'] })).Messages ?? [];
  expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  await platform.ask('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: again?.ReceiptHandle });
  await platform.pass(60);
  expect(await receive()).toEqual({});
});

test('the checksum of attributes is the one that AWS computes', () => {
  // Written out for one attribute, from the algorithm in the SQS developer guide.
  const parts = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
  const expected = createHash('md5')
    .update(Buffer.concat([parts('hello'), parts('String'), Buffer.from([1]), parts('world')]))
    .digest('hex');
  expect(md5OfAttributes({ hello: { DataType: 'String', StringValue: 'world' } })).toBe(expected);
});

test('attributes come back when asked for', async () => {
  const { send, receive } = await setUp();
  const MessageAttributes = { RULE_ARN: { DataType: 'String', StringValue: 'x' } };
  await send('hello', { MessageAttributes });
  expect((await receive({ VisibilityTimeout: 0 })).Messages?.[0]).not.toHaveProperty('MessageAttributes');
  expect((await receive({ MessageAttributeNames: ['RULE_*', 'RULE_ARN'] })).Messages?.[0]).toMatchObject({
    MessageAttributes,
  });
});

test('a long poll waits in clock time, and ends when a message comes', async () => {
  const { platform, send, receive } = await setUp();
  const start = platform.clock.now();
  expect(await receive({ WaitTimeSeconds: 20 })).toEqual({});
  expect(platform.clock.now()).toBe(start + 20_000);
  platform.clock.at(start + 25_000, 'send', async () => {
    await platform.call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'late' }, { kind: 'service', service: 'test' });
  });
  expect((await receive({ WaitTimeSeconds: 20 })).Messages?.[0]?.Body).toBe('late');
  expect(platform.clock.now()).toBe(start + 25_000);
  await send('delayed', { DelaySeconds: 5 });
  expect((await receive({ WaitTimeSeconds: 20 })).Messages?.[0]?.Body).toBe('delayed');
  expect(platform.clock.now()).toBe(start + 30_000);
});

test('the depth of a dead-letter queue is a metric, too', async () => {
  const { platform, send, receive } = await setUp({ VisibilityTimeout: '0' });
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    maxReceiveCount: 1,
  });
  await platform.ask('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy } });
  await send('hello');
  await receive();
  expect(await receive()).toEqual({});
  await platform.pass(60);
  const of = (name: string) =>
    platform.metrics.filter(
      ({ datum }) => datum.name.endsWith('Visible') && datum.dimensionSets[0]?.QueueName === name,
    );
  expect(of('dead').map(({ datum }) => datum.values)).toEqual([[1]]);
});

test('the depth is a metric each minute while there are messages, and once 0 after', async () => {
  const { platform, send } = await setUp();
  await platform.pass(600);
  expect(platform.metrics).toEqual([]);
  await send('hello');
  await platform.pass(120);
  await platform.ask('sqs', 'PurgeQueue', { QueueUrl });
  await platform.pass(600);
  const depth = platform.metrics.flatMap(({ datum }) => (datum.name.endsWith('Visible') ? [datum] : []));
  expect(depth.map(({ values }) => values)).toEqual([[1], [1], [0]]);
  expect(depth[0]).toMatchObject({
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensionSets: [{ QueueName: 'q' }],
  });
});

test('what is not there or not implemented is said so', async () => {
  const { platform } = await setUp();
  const ask = (operation: string, input: object) => platform.ask('sqs', operation, input);
  await expect(ask('GetQueueUrl', { QueueName: 'none' })).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  await expect(ask('CreateQueue', { QueueName: 'x', Attributes: { RedrivePolicy: '{}' } })).rejects.toThrow(
    'RedrivePolicy',
  );
  await expect(ask('CreateQueue', { QueueName: 'x', Attributes: { RedriveAllowPolicy: '{}' } })).rejects.toThrow(
    'does not implement the queue attribute RedriveAllowPolicy',
  );
});

test('attributes of a message count towards its size, and must have a value', async () => {
  const { send } = await setUp({ MaximumMessageSize: '1024' });
  const withAttribute = (StringValue: string) => ({ MessageAttributes: { k: { DataType: 'String', StringValue } } });
  await send('x'.repeat(1024));
  await send('x'.repeat(1024 - 'kStringv'.length), withAttribute('v'));
  await expect(send('x'.repeat(1024), withAttribute('v'))).rejects.toThrow('Message must be shorter than 1024 bytes.');
  await expect(send('x', withAttribute(''))).rejects.toThrow(
    "Message (user) attribute 'k' must contain a non-empty value of type 'String'.",
  );
});

test('a name is free a minute after its queue was deleted, and a queue is purged once a minute', async () => {
  const { platform, send, attribute } = await setUp();
  const ask = (operation: string, input: object) => platform.ask('sqs', operation, input);
  await send('hello');
  await ask('PurgeQueue', { QueueUrl });
  expect(await attribute('ApproximateNumberOfMessages')).toBe('0');
  await expect(ask('PurgeQueue', { QueueUrl })).rejects.toMatchObject({ code: 'PurgeQueueInProgress', status: 403 });
  await platform.pass(60);
  await ask('PurgeQueue', { QueueUrl });
  await ask('DeleteQueue', { QueueUrl });
  await expect(ask('CreateQueue', { QueueName: 'q' })).rejects.toMatchObject({ code: 'QueueDeletedRecently' });
  await platform.pass(60);
  await ask('CreateQueue', { QueueName: 'q' });
});

test('an attribute that is empty or was not asked for is not shown', async () => {
  const { platform, attribute } = await setUp();
  await platform.ask('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } });
  expect(await attribute('Policy')).toBeUndefined();
  expect(await platform.ask('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['Policy'] })).toEqual({});
});
