import { arnOf, fifoStage, QueueUrl } from './fifo-stage';

test('a FIFO queue shows what it is made with', async () => {
  const { create, ask, shown } = await fifoStage({ ContentBasedDeduplication: 'True' });
  expect(await shown()).toMatchObject({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  });
  // Whoever does not ask for the same gets another error than whoever asks for nothing.
  expect(await create('q.fifo')).toEqual({ QueueUrl });
  await expect(create('q.fifo', { ContentBasedDeduplication: 'false' })).rejects.toMatchObject({
    code: 'QueueNameExists',
  });
  await ask('SetQueueAttributes', { QueueUrl, Attributes: { ContentBasedDeduplication: 'false' } });
  expect(await shown()).toMatchObject({ ContentBasedDeduplication: 'false' });
});

test.each([
  ['q', 'The name of a FIFO queue can only include'],
  ['q/x.fifo', 'must end with .fifo suffix'],
  [`${'q'.repeat(76)}.fifo`, '1 to 80 in length'],
])('%s is no name of a FIFO queue', async (name, why) => {
  const { create } = await fifoStage();
  await expect(create(name)).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: expect.stringContaining(why),
  });
});

test('a standard queue has no name that ends with .fifo', async () => {
  const { ask } = await fifoStage();
  await expect(ask('CreateQueue', { QueueName: 'x.fifo' })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  });
});

test.each([
  [{ ContentBasedDeduplication: 'yes' }, 'Invalid value for the parameter ContentBasedDeduplication.'],
  [{ DeduplicationScope: 'group' }, 'Invalid value for the parameter DeduplicationScope.'],
  [{ FifoThroughputLimit: 'none' }, 'Invalid value for the parameter FifoThroughputLimit.'],
  [
    { FifoThroughputLimit: 'perMessageGroupId' },
    'Invalid value for the parameter FifoThroughputLimit. Reason: To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.',
  ],
])('%j is refused', async (attributes, message) => {
  const { create, ask } = await fifoStage();
  const error = { code: 'InvalidAttributeValue', message };
  await expect(create('other.fifo', attributes)).rejects.toMatchObject(error);
  await expect(ask('SetQueueAttributes', { QueueUrl, Attributes: attributes })).rejects.toMatchObject(error);
});

test('high throughput needs both of its attributes, and gives up both', async () => {
  const { ask, shown } = await fifoStage({
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  });
  const set = (Attributes: object) => ask('SetQueueAttributes', { QueueUrl, Attributes });
  await expect(set({ DeduplicationScope: 'queue' })).rejects.toMatchObject({ code: 'InvalidAttributeValue' });
  await set({ DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' });
  expect(await shown()).toMatchObject({ DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' });
});

test('a queue stays of the type it was made', async () => {
  const { ask } = await fifoStage();
  const set = (FifoQueue: string) => ask('SetQueueAttributes', { QueueUrl, Attributes: { FifoQueue } });
  await set('true');
  await expect(set('false')).rejects.toMatchObject({
    code: 'InvalidAttributeValue',
    message: 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
  });
});

test.each([
  ['dead.fifo', {}, 'q', undefined],
  ['dead', undefined, 'q.fifo', { FifoQueue: 'true' }],
])('the dead-letter queue %s is of another type', async (dead, made, source, attributes) => {
  const { ask } = await fifoStage();
  await ask('CreateQueue', { QueueName: dead, Attributes: made && { FifoQueue: 'true' } });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 1 });
  const QueueName = `new-${source}`;
  await expect(ask('CreateQueue', { QueueName, Attributes: { ...attributes, RedrivePolicy } })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source..`,
  });
});
