import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventFault } from '../../../local/faults/fault';
import { HostileBench } from './bench';

let bench: HostileBench;
beforeEach(async () => {
  bench = await HostileBench.start();
  await route('all', { EventPattern: JSON.stringify({ source: ['shop', 'bank'] }) });
});
afterEach(() => bench.close());

/** A rule with a queue of its name. */
async function route(Name: string, rule: object): Promise<void> {
  await bench.ask(SQSClient, new CreateQueueCommand({ QueueName: Name }));
  await bench.ask(EventBridgeClient, new PutRuleCommand({ Name, ...rule }));
  const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:000000000000:${Name}` }];
  await bench.ask(EventBridgeClient, new PutTargetsCommand({ Rule: Name, Targets }));
}

const put = (Detail: number, Source = 'shop', DetailType = 'order') =>
  bench.ask(
    EventBridgeClient,
    new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: JSON.stringify({ n: Detail }) }] }),
  );

/** What has arrived since the last look, in order: the numbers in the details. */
async function arrived(queue = 'all'): Promise<number[]> {
  const QueueUrl = `${bench.cloud.endpoint}/000000000000/${queue}`;
  const { Messages = [] } = await bench.ask(
    SQSClient,
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 }),
  );
  return Messages.map(({ Body }: { Body: string }) => JSON.parse(Body).detail.n);
}

const add = (fault: EventFault) => bench.cloud.faults.add(fault);

test('loses events', async () => {
  add({ kind: 'lose', times: 1 });
  await put(1);
  await put(2);
  await bench.pass(60);
  expect(await arrived()).toEqual([2]);
});

test('delivers events twice, the second time later', async () => {
  add({ kind: 'duplicate', milliseconds: 20_000, times: 1 });
  await put(1);
  await bench.pass(10);
  await put(2);
  await bench.pass(5);
  expect(await arrived()).toEqual([1, 2]);
  await bench.pass(10);
  expect(await arrived()).toEqual([1]);
  await bench.pass(600);
  expect(await arrived()).toEqual([]);
});

test('delays events', async () => {
  add({ kind: 'delay', milliseconds: [30_000, 40_000], times: 1 });
  await put(1);
  await put(2);
  await bench.pass(25);
  expect(await arrived()).toEqual([2]);
  await bench.pass(16);
  expect(await arrived()).toEqual([1]);
});

test('lets each second event overtake the one before', async () => {
  add({ kind: 'reorder' });
  for (const n of [1, 2, 3, 4]) {
    await put(n);
    await bench.pass(1);
  }
  await bench.pass(5);
  expect(await arrived()).toEqual([2, 1, 4, 3]);
});

test('waits for an overtaking event no longer than the rule says', async () => {
  add({ kind: 'reorder', milliseconds: 20_000 });
  await put(1);
  await bench.pass(15);
  expect(await arrived()).toEqual([]);
  await bench.pass(10);
  expect(await arrived()).toEqual([1]);
});

test('hits by source, detail-type and rule', async () => {
  await route('other', { EventPattern: JSON.stringify({ source: ['shop'] }) });
  add({ kind: 'lose', source: 'bank' });
  add({ kind: 'lose', detailType: 'refund' });
  add({ kind: 'lose', rule: 'oth' });
  await put(1);
  await put(2, 'bank');
  await put(3, 'shop', 'refund');
  await bench.pass(10);
  expect(await arrived()).toEqual([1]);
  expect(await arrived('other')).toEqual([]);
  expect(bench.cloud.faults.list().map(({ hits }) => hits)).toEqual([1, 2, 1]);
});

test('loses ticks of a schedule too', async () => {
  await route('ticks', { ScheduleExpression: 'rate(1 minute)' });
  add({ kind: 'lose', rule: 'ticks', times: 2 });
  await bench.pass(61);
  expect(await arrived('ticks')).toHaveLength(0);
  await bench.pass(180);
  expect(await arrived('ticks')).toHaveLength(2);
});

test('combines: a lost event is not repeated, a late one is', async () => {
  add({ kind: 'lose', detailType: 'order' });
  add({ kind: 'delay', milliseconds: 10_000 });
  add({ kind: 'duplicate' });
  await put(1);
  await put(2, 'shop', 'refund');
  await bench.pass(5);
  expect(await arrived()).toEqual([]);
  await bench.pass(10);
  expect(await arrived()).toEqual([2, 2]);
});
