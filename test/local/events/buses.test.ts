import { createEvents } from '../../../local/services/events';
import { createSqs } from '../../../local/services/sqs';
import { TestPlatform } from '../support/platform';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/orders';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';

const platform = () => {
  const created = new TestPlatform();
  const events = createEvents(created);
  created.register(events.service, createSqs(created).service);
  return created;
};

let aws: TestPlatform;
// biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
const ask = (operation: string, input: object): Promise<any> => aws.ask('events', operation, input);
const send = (EventBusName: string) =>
  ask('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{"n":1}', EventBusName }] });
const received = async (): Promise<{ id: string; detail: unknown }[]> => {
  const { Messages = [] } = await aws.ask<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', {
    QueueUrl: 'http://x/000000000000/q',
    MaxNumberOfMessages: 10,
  });
  return Messages.map(({ Body }) => JSON.parse(Body));
};
const rule = async (bus: string, Name: string, Arn: string): Promise<void> => {
  await ask('PutRule', { Name, EventBusName: bus, EventPattern: '{"source":["shop"]}' });
  await ask('PutTargets', { Rule: Name, EventBusName: bus, Targets: [{ Id: 't', Arn }] });
};

beforeEach(async () => {
  aws = platform();
  await aws.ask('sqs', 'CreateQueue', { QueueName: 'q' });
  await ask('CreateEventBus', { Name: 'orders', Description: 'all orders', Tags: [{ Key: 'a', Value: 'b' }] });
});

test('rules of a bus see the events of that bus alone', async () => {
  await rule('orders', 'r', QUEUE);
  await send('default');
  await send(BUS);
  await aws.pass(5);
  expect((await received()).map(({ detail }) => detail)).toEqual([{ n: 1 }]);
});

test('a rule of a bus has it in its ARN, and is found only there', async () => {
  await rule('orders', 'r', QUEUE);
  expect(await ask('DescribeRule', { Name: 'r', EventBusName: BUS })).toMatchObject({
    Arn: 'arn:aws:events:us-east-1:000000000000:rule/orders/r',
    EventBusName: 'orders',
  });
  await expect(ask('DescribeRule', { Name: 'r' })).rejects.toThrow('Rule r does not exist on EventBus default.');
  expect((await ask('ListRules', {})).Rules).toEqual([]);
});

test('an event goes on to another bus as the same event, and from there no further', async () => {
  await ask('CreateEventBus', { Name: 'second' });
  await ask('CreateEventBus', { Name: 'third' });
  const arn = (name: string) => BUS.replace('orders', name);
  await rule('orders', 'on', arn('second'));
  await rule('second', 'out', QUEUE);
  await rule('second', 'on', arn('third'));
  await rule('third', 'out', QUEUE);
  const { Entries } = await send('orders');
  await aws.pass(5);
  expect((await received()).map(({ id }) => id)).toEqual([Entries[0].EventId]);
});

test('an event for a bus that does not exist is lost without a word', async () => {
  expect(await send('nowhere')).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
});

test('a bus is described, listed in pages, changed, and deleted with its rules', async () => {
  await ask('CreateEventBus', { Name: 'orders-2' });
  const first = await ask('ListEventBuses', { NamePrefix: 'orders', Limit: 1 });
  expect(first.EventBuses).toMatchObject([{ Name: 'orders', Arn: BUS, Description: 'all orders' }]);
  const second = await ask('ListEventBuses', { NamePrefix: 'orders', Limit: 1, NextToken: first.NextToken });
  expect(second).toEqual({ EventBuses: [expect.objectContaining({ Name: 'orders-2' })] });
  await ask('UpdateEventBus', { Name: 'orders', Description: 'new' });
  expect(await ask('DescribeEventBus', { Name: 'orders' })).toMatchObject({ Description: 'new' });
  await rule('orders', 'r', QUEUE);
  await ask('DeleteEventBus', { Name: 'orders' });
  await ask('DeleteEventBus', { Name: 'orders' });
  await expect(ask('DescribeRule', { Name: 'r', EventBusName: 'orders' })).rejects.toThrow(
    'Event bus orders does not exist.',
  );
});

test.each([
  ['CreateEventBus', { Name: 'orders' }, 'Event bus orders already exists.'],
  ['DeleteEventBus', { Name: 'default' }, 'Cannot delete event bus default.'],
  [
    'PutRule',
    { Name: 'r', EventBusName: 'orders', ScheduleExpression: 'rate(1 minute)' },
    'ScheduleExpression is supported only on the default event bus.',
  ],
  ['PutRule', { Name: 'r', EventBusName: 'none', EventPattern: '{"a":["b"]}' }, 'Event bus none does not exist.'],
  ['CreateEventBus', { Name: 'x', KmsKeyIdentifier: 'k' }, 'does not implement KmsKeyIdentifier of CreateEventBus'],
])('%s of %j is refused', async (operation, input, message) => {
  await expect(ask(operation, input)).rejects.toThrow(message);
});

test('buses and rules have tags; those of a rule that is put again are left alone', async () => {
  await ask('PutRule', { Name: 'r', EventPattern: '{"a":["b"]}', Tags: [{ Key: 'one', Value: '1' }] });
  await ask('PutRule', { Name: 'r', EventPattern: '{"a":["c"]}', Tags: [{ Key: 'two', Value: '2' }] });
  const ofRule = 'arn:aws:events:us-east-1:000000000000:rule/r';
  expect(await ask('ListTagsForResource', { ResourceARN: ofRule })).toEqual({ Tags: [{ Key: 'one', Value: '1' }] });
  await ask('TagResource', { ResourceARN: BUS, Tags: [{ Key: 'c', Value: 'd' }] });
  await ask('UntagResource', { ResourceARN: BUS, TagKeys: ['a', 'none'] });
  expect(await ask('ListTagsForResource', { ResourceARN: BUS })).toEqual({ Tags: [{ Key: 'c', Value: 'd' }] });
  await expect(ask('ListTagsForResource', { ResourceARN: `${ofRule}2` })).rejects.toThrow(
    'Rule r2 does not exist on EventBus default.',
  );
});

test('a cron schedule ticks at its times', async () => {
  await ask('PutRule', { Name: 'noon', ScheduleExpression: 'cron(0 19 * * ? *)' });
  await ask('PutTargets', { Rule: 'noon', Targets: [{ Id: 't', Arn: QUEUE }] });
  await aws.pass(3599);
  expect(await received()).toEqual([]);
  await aws.pass(6);
  expect(await received()).toMatchObject([{ 'detail-type': 'Scheduled Event', time: '2026-10-24T19:00:00Z' }]);
});

test.each<[string, string[]]>([
  ['{"p":<d>}', ['{"p":{"n":1}}']],
  ['"of <d>"', ['"of {n:1}"']],
  // The object's quotes end the string: that is no JSON, and nothing is delivered.
  ['{"p":"<d>"}', []],
])('the template %s makes %j of an object', async (InputTemplate, bodies) => {
  await ask('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' });
  const InputTransformer = { InputPathsMap: { d: '$.detail' }, InputTemplate };
  await ask('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE, InputTransformer }] });
  await send('default');
  await aws.pass(5);
  expect((await received()).map((body) => JSON.stringify(body))).toEqual(bodies);
});
