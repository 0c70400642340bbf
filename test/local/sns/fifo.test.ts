import { createSns } from '../../../local/services/sns';
import { createSqs } from '../../../local/services/sqs';
import { contentId } from '../../../local/services/support/content-id';
import { TestPlatform } from '../support/platform';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:t.fifo';
const arnOf = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
const urlOf = (queue: string) => `http://x/000000000000/${queue}`;

interface Received {
  Body: string;
  Attributes: Record<string, string>;
}

let platform: TestPlatform;
// biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
const ask = (operation: string, input: object): Promise<any> => platform.ask('sns', operation, input);
const queue = (QueueName: string, more: object = {}) =>
  platform.ask('sqs', 'CreateQueue', {
    QueueName,
    Attributes: QueueName.endsWith('.fifo') ? { FifoQueue: 'true', ...more } : more,
  });
const topic = (Attributes: object = {}) =>
  ask('CreateTopic', { Name: 't.fifo', Attributes: { FifoTopic: 'true', ...Attributes } });
const subscribe = (name: string, Attributes: object = { RawMessageDelivery: 'true' }) =>
  ask('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: arnOf(name), Attributes });
const publish = async (Message: string, more: object = {}) => {
  const answer = await ask('Publish', { TopicArn, Message, MessageGroupId: 'g', ...more });
  await platform.pass(1);
  return answer;
};
const received = async (name: string): Promise<Received[]> => {
  const input = { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, AttributeNames: ['All'] };
  return (await platform.ask<{ Messages?: Received[] }>('sqs', 'ReceiveMessage', input)).Messages ?? [];
};
const bodies = async (name: string) => (await received(name)).map(({ Body }) => Body);
const as = (MessageDeduplicationId: string) => ({ MessageDeduplicationId });

beforeEach(() => {
  platform = new TestPlatform();
  platform.register(createSns(platform).service, createSqs(platform).service);
});

test('a FIFO topic shows what it is made with, and stays a FIFO topic', async () => {
  await topic({ FifoTopic: 'True' });
  const shown = async () => (await ask('GetTopicAttributes', { TopicArn })).Attributes;
  expect(await shown()).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'false' });
  const set = (AttributeName: string, AttributeValue: string) =>
    ask('SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
  await set('ContentBasedDeduplication', 'true');
  await set('FifoThroughputScope', 'MessageGroup');
  expect(await shown()).toMatchObject({ ContentBasedDeduplication: 'true', FifoThroughputScope: 'MessageGroup' });
  await expect(set('FifoTopic', 'false')).rejects.toThrow('Invalid parameter: AttributeName');
  await expect(set('FifoThroughputScope', 'group')).rejects.toThrow('must be Topic or MessageGroup');
});

test.each([
  ['t', { FifoTopic: 'true' }, 'Invalid parameter: Topic Name'],
  ['t', { FifoTopic: 'perhaps' }, 'Invalid parameter: Attributes Reason: FifoTopic'],
  ['t.fifo', {}, 'Invalid parameter: Topic Name'],
  ['t', { ContentBasedDeduplication: 'true' }, 'only FIFO topics have it'],
])('%s is made with %j by nobody', async (Name, Attributes, message) => {
  await expect(ask('CreateTopic', { Name, Attributes })).rejects.toMatchObject({
    code: 'InvalidParameter',
    message: expect.stringContaining(message),
  });
});

test('a message needs a group and, where contents are not compared, an id', async () => {
  await topic();
  await expect(ask('Publish', { TopicArn, Message: 'm', ...as('1') })).rejects.toThrow(
    'Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
  );
  await expect(publish('m')).rejects.toThrow(
    'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
  await expect(publish('m', as('a b'))).rejects.toThrow('Invalid parameter: MessageDeduplicationId Reason:');
});

test('messages reach FIFO queues in their order, with their group, id and number', async () => {
  await topic({ ContentBasedDeduplication: 'true' });
  await queue('q.fifo');
  await subscribe('q.fifo', {});
  const { MessageId, SequenceNumber } = await publish('one');
  await publish('two');
  expect(SequenceNumber).toMatch(/^\d{20}$/);
  const [one, two] = await received('q.fifo');
  expect(one?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: contentId('one') });
  const notification = JSON.parse(one?.Body ?? '');
  expect(notification).toMatchObject({ Type: 'Notification', MessageId, SequenceNumber, Message: 'one' });
  // AWS was recorded to sign none of a FIFO topic.
  expect(notification).not.toHaveProperty('Signature');
  expect(JSON.parse(two?.Body ?? '')).toMatchObject({ Message: 'two' });
});

test('a duplicate within five minutes is answered like the first, and delivered to nobody', async () => {
  await topic();
  await queue('q.fifo', { ContentBasedDeduplication: 'true' });
  await queue('standard');
  await subscribe('q.fifo');
  await subscribe('standard');
  const first = await publish('one', as('1'));
  expect(await publish('two', { ...as('1'), MessageGroupId: 'other' })).toEqual(first);
  expect(await bodies('standard')).toEqual(['one']);
  await platform.pass(300);
  expect(await publish('three', as('1'))).not.toEqual(first);
  expect(await bodies('q.fifo')).toEqual(['one', 'three']);
});

test('with a throughput per group, duplicates are those of one group', async () => {
  await topic({ ContentBasedDeduplication: 'true', FifoThroughputScope: 'MessageGroup' });
  await queue('q.fifo', { DeduplicationScope: 'messageGroup' });
  await subscribe('q.fifo');
  for (const MessageGroupId of ['a', 'b', 'a']) await publish('m', { MessageGroupId });
  expect(await bodies('q.fifo')).toEqual(['m', 'm']);
});

test('a standard queue gets neither group nor id of a FIFO topic, and the group of a standard topic', async () => {
  await topic({ ContentBasedDeduplication: 'true' });
  await queue('q');
  await subscribe('q');
  await publish('m');
  expect((await received('q'))[0]?.Attributes).not.toHaveProperty('MessageGroupId');
  const standard = (await ask('CreateTopic', { Name: 't' })).TopicArn;
  await ask('Subscribe', { TopicArn: standard, Protocol: 'sqs', Endpoint: arnOf('q') });
  await publish('m', { TopicArn: standard });
  expect((await received('q'))[0]?.Attributes).toMatchObject({ MessageGroupId: 'g' });
  await expect(publish('m', { TopicArn: standard, ...as('1') })).rejects.toThrow(
    'Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
  );
});

test('a filter policy holds back what is not for a FIFO queue', async () => {
  await topic({ ContentBasedDeduplication: 'true' });
  await queue('q.fifo');
  await subscribe('q.fifo', { RawMessageDelivery: 'true', FilterPolicy: '{"kind":["a"]}' });
  const kind = (StringValue: string) => ({ MessageAttributes: { kind: { DataType: 'String', StringValue } } });
  await publish('yes', kind('a'));
  await publish('no', kind('b'));
  expect(await bodies('q.fifo')).toEqual(['yes']);
});

test.each(['lambda', 'email', 'http', 'sms'])('nobody subscribes to a FIFO topic by %s', async (Protocol) => {
  await topic();
  await expect(ask('Subscribe', { TopicArn, Protocol, Endpoint: 'x' })).rejects.toMatchObject({
    code: 'InvalidParameter',
    message: `Invalid parameter: Invalid protocol type: ${Protocol}`,
  });
});

test('a FIFO queue does not subscribe to a standard topic', async () => {
  const standard = (await ask('CreateTopic', { Name: 't' })).TopicArn;
  const input = { TopicArn: standard, Protocol: 'sqs', Endpoint: arnOf('q.fifo') };
  await expect(ask('Subscribe', input)).rejects.toThrow('FIFO SQS Queues can not be subscribed to standard SNS topics');
});

test('what a FIFO queue does not take goes to a FIFO dead-letter queue', async () => {
  await topic();
  await queue('dead.fifo');
  const policy = (name: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name) }) });
  await expect(subscribe('gone.fifo', policy('dead'))).rejects.toThrow(
    'RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.',
  );
  await subscribe('gone.fifo', { RawMessageDelivery: 'true', ...policy('dead.fifo') });
  await publish('m', as('1'));
  expect(await received('dead.fifo')).toMatchObject([
    { Body: 'm', Attributes: { MessageGroupId: 'g', MessageDeduplicationId: '1' } },
  ]);
});

test('a batch is published in its order, and refused as a whole when a message lacks an id', async () => {
  await topic();
  await queue('q.fifo');
  await subscribe('q.fifo');
  const batch = (...messages: object[]) =>
    ask('PublishBatch', {
      TopicArn,
      PublishBatchRequestEntries: messages.map((one, index) => ({ Id: `${index}`, Message: `m${index}`, ...one })),
    });
  const good = (id: string) => ({ MessageGroupId: 'g', ...as(id) });
  await expect(batch(good('1'), as('2'))).rejects.toThrow('The MessageGroupId parameter is required for FIFO topics');
  await expect(batch(good('1'), { MessageGroupId: 'g' })).rejects.toThrow('The topic should either have');
  const { Successful } = await batch(good('1'), good('2'), good('1'));
  expect(Successful[2].MessageId).toBe(Successful[0].MessageId);
  await platform.pass(1);
  expect(await bodies('q.fifo')).toEqual(['m0', 'm1']);
});
