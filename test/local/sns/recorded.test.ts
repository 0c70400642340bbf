import { createSns } from '../../../local/services/sns';
import { createSqs } from '../../../local/services/sqs';
import { TestPlatform } from '../support/platform';

/** Behaviour that was recorded from AWS. */

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:t';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const url = (name: string) => `http://x/000000000000/${name}`;

let platform: TestPlatform;
// biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
const ask = (operation: string, input: object): Promise<any> => platform.ask('sns', operation, input);
const subscribe = (Attributes: object = {}, more: object = {}) =>
  ask('Subscribe', { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: QUEUE, Attributes, ...more });
const publish = async (more: object): Promise<void> => {
  await ask('Publish', { TopicArn: TOPIC, Message: 'm', ...more });
  await platform.pass(1);
};
const received = async (queue = 'q'): Promise<string[]> => {
  const input = { QueueUrl: url(queue), MaxNumberOfMessages: 10 };
  const { Messages = [] } = await platform.ask<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', input);
  return Messages.map(({ Body }) => Body);
};
const number = (StringValue: string) => ({ n: { DataType: 'Number', StringValue } });

beforeEach(async () => {
  platform = new TestPlatform();
  platform.register(createSns(platform).service, createSqs(platform).service);
  await ask('CreateTopic', { Name: 't' });
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'q' });
});

describe('a filter policy', () => {
  const raw = { RawMessageDelivery: 'true' };

  test('lets through the messages whose attributes match', async () => {
    await subscribe({ ...raw, FilterPolicy: '{"n":[{"numeric":[">",0,"<=",100]}],"s":["x",{"exists":false}]}' });
    await publish({ Message: 'yes', MessageAttributes: number('7') });
    await publish({ Message: 'no', MessageAttributes: number('700') });
    await publish({ Message: 'none' });
    expect(await received()).toEqual(['yes']);
  });

  test('looks into a list of strings', async () => {
    await subscribe({ ...raw, FilterPolicy: '{"s":["b"]}' });
    const list = (StringValue: string) => ({ s: { DataType: 'String.Array', StringValue } });
    await publish({ Message: 'yes', MessageAttributes: list('["a","b"]') });
    await publish({ Message: 'no', MessageAttributes: list('["a","c"]') });
    expect(await received()).toEqual(['yes']);
  });

  test('can be about the body, and holds back what is no JSON', async () => {
    await subscribe({ ...raw, FilterPolicyScope: 'MessageBody', FilterPolicy: '{"a":{"b":["x"]}}' });
    await publish({ Message: '{"a":{"b":"x"}}' });
    await publish({ Message: '{"a":{"b":"y"}}' });
    await publish({ Message: 'text' });
    expect(await received()).toEqual(['{"a":{"b":"x"}}']);
  });

  test('is shown with its scope, and taken away by an empty one', async () => {
    const { SubscriptionArn } = await subscribe({ FilterPolicy: '{"a":["x"]}' });
    const shown = async () => (await ask('GetSubscriptionAttributes', { SubscriptionArn })).Attributes;
    expect(await shown()).toMatchObject({ FilterPolicy: '{"a":["x"]}', FilterPolicyScope: 'MessageAttributes' });
    await ask('SetSubscriptionAttributes', { SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '' });
    expect(await shown()).not.toHaveProperty('FilterPolicyScope');
    await publish({ Message: 'm' });
    expect(await received()).toHaveLength(1);
  });

  test.each([
    [
      'invalid',
      /^Invalid parameter: Attributes Reason: FilterPolicy: failed to parse JSON\. Unrecognized token 'invalid'.*\n at \[Source: REDACTED .*; line: 1, column: 8\]$/,
    ],
    [
      '{"a": []}',
      /^Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed\n at \[Source: \(String\)/,
    ],
    ['{"a":{"b":["x"]}}', /does not support nested filter policy/],
    [
      '{"a":["x"],"b":["x"],"c":["x"],"d":["x"],"e":["x"],"f":["x"]}',
      /^Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys$/,
    ],
  ])('%s is refused', async (FilterPolicy, message) => {
    await expect(subscribe({ FilterPolicy })).rejects.toThrow(message);
  });

  test('has at most 150 combinations, each value counted as often as it is deep', async () => {
    const FilterPolicyScope = 'MessageBody';
    const values = (count: number) => Array.from({ length: count }, (_, index) => String(index));
    const policy = (deep: number) => JSON.stringify({ a: { b: { c: values(deep) } }, d: { e: values(5) } });
    await expect(subscribe({ FilterPolicyScope, FilterPolicy: policy(6) })).rejects.toThrow(
      'FilterPolicy: Filter policy is too complex',
    );
    await subscribe({ FilterPolicyScope, FilterPolicy: policy(5) });
  });
});

test('what cannot be delivered goes to the dead-letter queue of the subscription', async () => {
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QUEUE.replace(/q$/, 'dead') });
  await subscribe({ RawMessageDelivery: 'true', RedrivePolicy });
  await platform.ask('sqs', 'DeleteQueue', { QueueUrl: url('q') });
  await publish({ Message: 'lost' });
  expect(await received('dead')).toEqual(['lost']);
});

test('a message with a structure has a text for each protocol', async () => {
  await subscribe({ RawMessageDelivery: 'true' });
  await publish({ MessageStructure: 'json', Message: '{"default":"d","sqs":"for queues"}' });
  await publish({ MessageStructure: 'json', Message: '{"default":"d","email":"e"}' });
  expect(await received()).toEqual(['for queues', 'd']);
  await expect(publish({ MessageStructure: 'json', Message: '{"sqs":"s"}' })).rejects.toThrow(
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
});

test('a topic shows the policy that it has by default', async () => {
  const { Attributes } = await ask('GetTopicAttributes', { TopicArn: TOPIC });
  expect(JSON.parse(Attributes.Policy).Id).toBe('__default_policy_ID');
  expect(JSON.parse(Attributes.EffectiveDeliveryPolicy).http.defaultHealthyRetryPolicy.numRetries).toBe(3);
});

test.each<[string, object, string]>([
  ['CreateTopic', { Name: 't', Attributes: { DisplayName: 'x' } }, 'Topic already exists with different attributes'],
  ['CreateTopic', { Name: 't', Tags: [{ Key: 'a', Value: 'b' }] }, 'Topic already exists with different tags'],
  ['CreateTopic', { Name: 'u', Tags: [{ Key: 'a' }, { Key: 'a' }] }, 'Duplicated keys are not allowed.'],
  ['Publish', { TopicArn: 'a:b', Message: 'm' }, 'TopicArn Reason: An ARN must have at least 6 elements, not 2'],
  [
    'Publish',
    { TopicArn: TOPIC, Message: 'm', MessageAttributes: { 'a^': { DataType: 'String', StringValue: 'x' } } },
    "'#x5E'",
  ],
  [
    'Publish',
    { TopicArn: TOPIC, Message: 'm', MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
    'supported type prefixes is Binary, Number, and String.',
  ],
  ['Subscribe', { TopicArn: TOPIC, Protocol: 'pigeon' }, 'Amazon SNS does not support this protocol string: pigeon'],
  [
    'Subscribe',
    { TopicArn: TOPIC, Protocol: 'http', Endpoint: 'http://x' },
    'does not implement SNS subscriptions of protocol http',
  ],
  ['Unsubscribe', { SubscriptionArn: TOPIC }, 'Invalid parameter: SubscriptionId'],
  ['DeleteTopic', { TopicArn: TOPIC, Surprise: 1 }, 'does not implement Surprise of DeleteTopic'],
  [
    'PublishBatch',
    { TopicArn: TOPIC, PublishBatchRequestEntries: [{ Id: 'a.b', Message: 'm' }] },
    'The Id of a batch entry in the batch request contains an impermissible character: a.b',
  ],
])('%s of %j is refused', async (operation, input, message) => {
  await expect(ask(operation, input)).rejects.toThrow(message);
});

test('a type has a suffix after its period, and a bad attribute refuses a batch as a whole', async () => {
  const typed = (DataType: string) => ({ MessageAttributes: { a: { DataType, StringValue: 'x' } } });
  await publish(typed('String. any.'));
  const message =
    "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";
  await expect(publish(typed('String.'))).rejects.toThrow(message);
  const PublishBatchRequestEntries = [
    { Id: 'good', Message: 'm' },
    { Id: 'bad', Message: 'm', ...typed('Text') },
  ];
  await expect(ask('PublishBatch', { TopicArn: TOPIC, PublishBatchRequestEntries })).rejects.toMatchObject({
    code: 'ParameterValueInvalid',
    message,
  });
});

test('the attributes of a batch count towards its size', async () => {
  const entries = (length: number) => ({
    TopicArn: TOPIC,
    PublishBatchRequestEntries: [
      { Id: 'a', Message: 'x'.repeat(length), MessageAttributes: number('1') },
      { Id: 'b', Message: 'y' },
    ],
  });
  const room = 262_144 - 'nNumber1'.length;
  await expect(ask('PublishBatch', entries(room))).rejects.toMatchObject({ code: 'BatchRequestTooLong' });
  expect(await ask('PublishBatch', entries(room - 1))).toMatchObject({ Failed: [] });
});

test('a topic that is said to be none of FIFO is the same topic', async () => {
  expect(await ask('CreateTopic', { Name: 't', Attributes: { FifoTopic: 'false' } })).toEqual({ TopicArn: TOPIC });
});

test('to subscribe twice alike is no error, and otherwise is', async () => {
  const first = await subscribe({ RawMessageDelivery: 'True' });
  expect(await subscribe({ RawMessageDelivery: 'true', FilterPolicyScope: 'MessageAttributes' })).toEqual(first);
  await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toThrow(
    'Subscription already exists with different attributes',
  );
});

test('a message is deleted by an older receipt, too', async () => {
  const QueueUrl = url('q');
  await platform.ask('sqs', 'SendMessage', { QueueUrl, MessageBody: 'm' });
  const receive = () =>
    platform.ask<{ Messages?: { ReceiptHandle: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl,
      VisibilityTimeout: 0,
    });
  const old = (await receive()).Messages?.[0]?.ReceiptHandle;
  await receive();
  await platform.ask('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: old });
  expect(await receive()).toEqual({});
});
