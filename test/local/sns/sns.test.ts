import { createSns } from '../../../local/services/sns';
import { createSqs } from '../../../local/services/sqs';
import { TestPlatform } from '../support/platform';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:t';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const QueueUrl = 'http://127.0.0.1:4566/000000000000/q';

async function setUp() {
  const platform = new TestPlatform();
  const sns = createSns(platform);
  platform.register(sns.service, createSqs(platform).service);
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'q' });
  await platform.ask('sns', 'CreateTopic', { Name: 't' });
  const publish = async (input: object) => {
    const answer = await platform.ask('sns', 'Publish', { TopicArn, ...input });
    await platform.pass(0);
    return answer;
  };
  const received = async (): Promise<string[]> => {
    const { Messages = [] } = await platform.ask<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
    });
    return Messages.map(({ Body }) => Body);
  };
  return { platform, sns, publish, received };
}

test('a message reaches a queue in the SNS envelope', async () => {
  const { platform, sns, publish, received } = await setUp();
  await platform.ask('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: QUEUE });
  const { MessageId } = await publish({
    Message: 'hello',
    Subject: 'Hi',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
  });
  expect(JSON.parse((await received())[0] ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 'Hi',
    Message: 'hello',
    Timestamp: '2026-10-24T18:00:00.000Z',
    MessageAttributes: { a: { Type: 'String', Value: 'b' } },
  });
  expect(sns.published(TopicArn)).toMatchObject([{ message: 'hello', subject: 'Hi' }]);
});

test('a topic that is made anew under its name has none of the subscriptions it had', async () => {
  const { platform, publish, received } = await setUp();
  await platform.ask('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: QUEUE });
  await platform.ask('sns', 'DeleteTopic', { TopicArn });
  expect(await platform.ask('sns', 'ListSubscriptions', {})).toEqual({ Subscriptions: [] });
  await platform.ask('sns', 'CreateTopic', { Name: 't' });
  await publish({ Message: 'hello' });
  expect(await received()).toEqual([]);
});

test('or raw', async () => {
  const { platform, publish, received } = await setUp();
  await platform.ask('sns', 'Subscribe', {
    TopicArn,
    Protocol: 'sqs',
    Endpoint: QUEUE,
    Attributes: { RawMessageDelivery: 'true' },
  });
  await publish({ Message: 'hello' });
  expect(await received()).toEqual(['hello']);
});

test('a mail subscription waits for its confirmation and gets nothing', async () => {
  const { platform, publish } = await setUp();
  expect(await platform.ask('sns', 'Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'a@b.c' })).toEqual({
    SubscriptionArn: 'pending confirmation',
  });
  await publish({ Message: 'hello' });
  const { Subscriptions } = await platform.ask<{ Subscriptions: object[] }>('sns', 'ListSubscriptionsByTopic', {
    TopicArn,
  });
  expect(Subscriptions).toMatchObject([
    { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'a@b.c' },
  ]);
  const { Attributes } = await platform.ask<{ Attributes: object }>('sns', 'GetTopicAttributes', { TopicArn });
  expect(Attributes).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
});

test.each<[string, object, RegExp]>([
  ['a subject of 101 characters', { Message: 'x', Subject: 'a'.repeat(101) }, /Subject/],
  ['a subject with a line break', { Message: 'x', Subject: 'a\nb' }, /Subject/],
  ['a subject beyond ASCII', { Message: 'x', Subject: 'ä' }, /Subject/],
  ['an empty message', { Message: '' }, /Empty message/],
  ['a message that is too long', { Message: 'x'.repeat(262_145) }, /too long/],
  ['a missing topic', { Message: 'x', TopicArn: `${TopicArn}x` }, /Topic does not exist/],
  ['a phone number', { Message: 'x', PhoneNumber: '1' }, /PhoneNumber/],
])('%s is refused', async (_, input, message) => {
  await expect((await setUp()).publish(input)).rejects.toThrow(message);
});

test.each(['http', 'https', 'sms'])('the protocol %s is refused by name', async (Protocol) => {
  const { platform } = await setUp();
  await expect(platform.ask('sns', 'Subscribe', { TopicArn, Protocol, Endpoint: 'x' })).rejects.toThrow(
    `protocol ${Protocol}`,
  );
});

test('a function gets the message as an event', async () => {
  const { platform, publish } = await setUp();
  const invoked: Record<string, unknown>[] = [];
  platform.answer = ({ operation, input }) => {
    invoked.push({ operation, ...input });
    return {};
  };
  const Endpoint = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  await expect(platform.ask('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint: 'f' })).rejects.toThrow(
    'Invalid parameter: Lambda endpoint ARN',
  );
  await platform.ask('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint });
  await publish({ Message: 'hello' });
  const [{ Payload, ...rest } = {}] = invoked;
  expect(rest).toEqual({ operation: 'Invoke', FunctionName: Endpoint, InvocationType: 'Event' });
  expect(JSON.parse(new TextDecoder().decode(Payload as Uint8Array))).toMatchObject({
    Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', TopicArn, Message: 'hello', Subject: null } }],
  });
});

test('a batch publishes what it can', async () => {
  const { platform, sns } = await setUp();
  const PublishBatchRequestEntries = [
    { Id: 'a', Message: 'one' },
    { Id: 'b', Message: '' },
  ];
  expect(await platform.ask('sns', 'PublishBatch', { TopicArn, PublishBatchRequestEntries })).toMatchObject({
    Successful: [{ Id: 'a' }],
    Failed: [{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }],
  });
  expect(sns.published(TopicArn)).toMatchObject([{ message: 'one' }]);
});

test('tags of a topic are kept', async () => {
  const { platform } = await setUp();
  await platform.ask('sns', 'TagResource', {
    ResourceArn: TopicArn,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await platform.ask('sns', 'UntagResource', { ResourceArn: TopicArn, TagKeys: ['a'] });
  expect(await platform.ask('sns', 'ListTagsForResource', { ResourceArn: TopicArn })).toEqual({
    Tags: [{ Key: 'b', Value: '2' }],
  });
});
