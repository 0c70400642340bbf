import { arnOf, fifoStage, QueueUrl, urlOf } from './fifo-stage';

const EXPIRED = { code: 'InvalidParameterValue', message: expect.stringContaining('The receipt handle has expired.') };

test('a group of which a message is in flight gives no more until it is deleted', async () => {
  const { send, receive, bodies, remove } = await fifoStage();
  for (const body of ['a1', 'b1', 'a2', 'a3']) await send(body, body.charAt(0));
  const [a1, a2] = await receive({ MaxNumberOfMessages: 2 });
  expect([a1?.Body, a2?.Body]).toEqual(['a1', 'a2']);
  expect(await bodies()).toEqual(['b1']);
  if (a1 !== undefined) await remove(a1);
  expect(await bodies()).toEqual([]);
  if (a2 !== undefined) await remove(a2);
  expect(await bodies()).toEqual(['a3']);
});

test('a group comes again in its order when nobody has deleted it', async () => {
  const { platform, send, bodies } = await fifoStage({ VisibilityTimeout: '10' });
  for (const body of ['a1', 'a2', 'a3']) await send(body, 'a');
  expect(await bodies({ MaxNumberOfMessages: 2 })).toEqual(['a1', 'a2']);
  await platform.pass(10);
  expect(await bodies()).toEqual(['a1', 'a2', 'a3']);
});

test('what is shown again at once is given again, but not what came after it and is still hidden', async () => {
  const { ask, send, receive, bodies } = await fifoStage();
  for (const body of ['a1', 'a2', 'b1']) await send(body, body.charAt(0));
  const [a1] = await receive({ MaxNumberOfMessages: 2 });
  await ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: a1?.ReceiptHandle, VisibilityTimeout: 0 });
  expect(await bodies()).toEqual(['b1', 'a1']);
});

test('messages in flight are counted, and those behind them are visible', async () => {
  const { send, receive, shown } = await fifoStage();
  for (const body of ['a1', 'a2', 'a3']) await send(body, 'a');
  await receive({ MaxNumberOfMessages: 1 });
  expect(await shown()).toMatchObject({
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
  });
});

test('a long poll goes on until the group is free', async () => {
  const { platform, ask, send, receive, bodies } = await fifoStage();
  await send('a1', 'a');
  await send('a2', 'a');
  const [a1] = await receive({ MaxNumberOfMessages: 1 });
  const start = platform.clock.now();
  platform.clock.at(start + 4000, 'delete', () =>
    platform.call(
      'sqs',
      'DeleteMessage',
      { QueueUrl, ReceiptHandle: a1?.ReceiptHandle },
      { kind: 'operator', arn: '' },
    ),
  );
  expect(await bodies({ WaitTimeSeconds: 20 })).toEqual(['a2']);
  expect(platform.clock.now() - start).toBe(4000);
  await ask('PurgeQueue', { QueueUrl });
});

test('a handle is good for nothing once its message is visible again, or given to another', async () => {
  const { platform, ask, send, receive, remove, bodies } = await fifoStage({ VisibilityTimeout: '10' });
  await send('x');
  const [first] = await receive();
  if (first === undefined) throw new Error('nothing came');
  await platform.pass(10);
  await expect(remove(first)).rejects.toMatchObject(EXPIRED);
  const hide = { QueueUrl, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 5 };
  await expect(ask('ChangeMessageVisibility', hide)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  const [second] = await receive();
  if (second === undefined) throw new Error('it did not come again');
  await expect(remove(first)).rejects.toMatchObject(EXPIRED);
  await remove(second);
  await remove(second);
  await platform.pass(60);
  expect(await bodies()).toEqual([]);
});

test('the same attempt gets the same messages with the same handles, hidden anew', async () => {
  const { platform, send, receive, bodies } = await fifoStage({ VisibilityTimeout: '10' });
  for (const body of ['a1', 'a2', 'b1']) await send(body, body.charAt(0));
  const attempt = { ReceiveRequestAttemptId: 'one', MaxNumberOfMessages: 2 };
  const first = await receive(attempt);
  expect(first.map(({ Body }) => Body)).toEqual(['a1', 'a2']);
  await platform.pass(9);
  expect(await receive(attempt)).toEqual(first);
  await platform.pass(9);
  expect(await receive(attempt)).toEqual(first);
  await platform.pass(9);
  expect(await bodies()).toEqual(['b1']);
});

test('an attempt whose messages have changed, or that is five minutes old, is a new one', async () => {
  const { platform, send, receive, bodies, remove } = await fifoStage({ VisibilityTimeout: '600' });
  for (const body of ['a1', 'b1', 'c1', 'd1']) await send(body, body.charAt(0));
  const attempt = { ReceiveRequestAttemptId: 'one', MaxNumberOfMessages: 1 };
  const [a1] = await receive(attempt);
  if (a1 !== undefined) await remove(a1);
  expect(await bodies(attempt)).toEqual(['b1']);
  await platform.pass(299);
  expect(await bodies(attempt)).toEqual(['b1']);
  await platform.pass(1);
  expect(await bodies(attempt)).toEqual(['c1']);
});

test('an attempt does not get back what was given another timeout, or to another receiver', async () => {
  const { platform, ask, send, receive, bodies } = await fifoStage({ VisibilityTimeout: '30' });
  for (const body of ['a1', 'b1', 'c1']) await send(body, body.charAt(0));
  const attempt = { ReceiveRequestAttemptId: 'one', MaxNumberOfMessages: 1 };
  const show = async (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout });
  const [a1] = await receive(attempt);
  await show(a1?.ReceiptHandle, 600);
  const [b1] = await receive(attempt);
  expect(b1?.Body).toBe('b1');
  await platform.pass(10);
  await show(b1?.ReceiptHandle, 0);
  // Hidden until the same moment, but with another handle.
  expect(await bodies({ VisibilityTimeout: 20 })).toEqual(['c1', 'b1']);
  expect(await bodies(attempt)).toEqual([]);
});

test('what was received too often goes to the dead-letter queue with its group, and is as new there', async () => {
  const { platform, ask, create, send, receive, bodies } = await fifoStage();
  await create('dead.fifo', { MessageRetentionPeriod: '60' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead.fifo'), maxReceiveCount: 1 });
  await ask('SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy, VisibilityTimeout: '50' } });
  const { MessageId } = await send('a1', 'a');
  await send('a2', 'a');
  expect(await bodies({ MaxNumberOfMessages: 1 })).toEqual(['a1']);
  await platform.pass(50);
  expect(await bodies()).toEqual(['a2']);
  await platform.pass(40);
  const [dead] = await receive({ QueueUrl: urlOf('dead.fifo') });
  expect(dead).toMatchObject({
    MessageId,
    Body: 'a1',
    Attributes: { MessageGroupId: 'a', DeadLetterQueueSourceArn: arnOf('q.fifo') },
  });
});
