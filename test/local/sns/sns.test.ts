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

test.each(['lambda', 'https', 'sms'])('the protocol %s is refused by name', async (Protocol) => {
  const { platform } = await setUp();
  await expect(platform.ask('sns', 'Subscribe', { TopicArn, Protocol, Endpoint: 'x' })).rejects.toThrow(
    `protocol ${Protocol}`,
  );
});
