import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Resources, Stage } from './support/stage';

const queue = (properties: Record<string, unknown> = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const parameter = (value: unknown, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value: value, ...more },
});

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

/** Attributes of the queue behind a logical id. */
async function attributes(logicalId: string): Promise<Record<string, string>> {
  const sqs = stage.cloud.client(SQSClient);
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stage.ref(logicalId), AttributeNames: ['All'] }),
  );
  return Attributes;
}

describe('an update', () => {
  it('lets a key take the place of the own encryption of a queue', async () => {
    await stage.deploy({ Queue: queue({ SqsManagedSseEnabled: true }) });
    await stage.deploy({ Queue: queue({ KmsMasterKeyId: 'alias/aws/sqs' }) });
    expect(await attributes('Queue')).toMatchObject({ KmsMasterKeyId: 'alias/aws/sqs', SqsManagedSseEnabled: 'false' });
    await stage.deploy({ Queue: queue({ SqsManagedSseEnabled: true }) });
    expect((await attributes('Queue')).SqsManagedSseEnabled).toBe('true');
  });

  it('changes in place what the template has changed, and nothing else', async () => {
    await stage.deploy({ Queue: queue({ DelaySeconds: 1 }), Other: queue() });
    const url = stage.ref('Queue');
    const { outcome, changes } = await stage.deploy({ Queue: queue({ DelaySeconds: 2 }), Other: queue() });
    expect(outcome).toBe('updated');
    expect(changes).toEqual([
      { logicalId: 'Queue', type: 'AWS::SQS::Queue', action: 'Modify', properties: ['DelaySeconds'] },
    ]);
    expect(stage.ref('Queue')).toBe(url);
    expect(await attributes('Queue')).toMatchObject({ DelaySeconds: '2' });
    expect(stage.lastEvents()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'app UPDATE_COMPLETE',
    ]);
  });

  it('does not see what was changed by hand, on the same resource neither', async () => {
    await stage.deploy({ Queue: queue({ DelaySeconds: 1, VisibilityTimeout: 10 }) });
    const QueueUrl = stage.ref('Queue');
    await stage.cloud
      .client(SQSClient)
      .send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '99' } }));
    await stage.deploy({ Queue: queue({ DelaySeconds: 2, VisibilityTimeout: 10 }) });
    expect(await attributes('Queue')).toMatchObject({ DelaySeconds: '2', VisibilityTimeout: '99' });
  });

  it('gives a property that is gone its default again', async () => {
    await stage.deploy({ Queue: queue({ DelaySeconds: 5, MaximumMessageSize: 1024, SqsManagedSseEnabled: false }) });
    await stage.deploy({ Queue: queue() });
    // Recorded from AWS: a quarter of what a new queue takes, and no encryption where there was none.
    const recorded = { DelaySeconds: '0', MaximumMessageSize: '262144', SqsManagedSseEnabled: 'false' };
    expect(await attributes('Queue')).toMatchObject(recorded);
  });

  it('makes a FIFO queue with a name that ends so, and gives it up for a standard one', async () => {
    const high = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
    await stage.deploy({ Queue: queue({ FifoQueue: true, ContentBasedDeduplication: true, ...high }) });
    expect(stage.ref('Queue')).toMatch(/\/app-Queue-\w{12}\.fifo$/);
    expect(await attributes('Queue')).toMatchObject({ FifoQueue: 'true', ContentBasedDeduplication: 'true', ...high });
    await stage.deploy({ Queue: queue({ FifoQueue: true }) });
    // As recorded from AWS, which leaves the other two as they were.
    expect(await attributes('Queue')).toMatchObject({ ContentBasedDeduplication: 'false', ...high });
    const { changes } = await stage.deploy({ Queue: queue() });
    expect(changes).toMatchObject([{ action: 'Replace', properties: ['FifoQueue'] }]);
    expect(stage.ref('Queue')).toMatch(/\/app-Queue-\w{12}$/);
  });

  it('makes a FIFO topic with a name that ends so, and gives it its defaults again', async () => {
    const topic = (properties: object = {}) => ({
      Type: 'AWS::SNS::Topic',
      Properties: { FifoTopic: true, ...properties },
    });
    const shown = async () =>
      (await stage.cloud.client(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: stage.ref('Topic') })))
        .Attributes;
    const grouped = { ContentBasedDeduplication: true, FifoThroughputScope: 'MessageGroup' };
    await stage.deploy({ Topic: topic(grouped) });
    expect(stage.ref('Topic')).toMatch(/:app-Topic-\w{12}\.fifo$/);
    expect(await shown()).toMatchObject({ ContentBasedDeduplication: 'true', FifoThroughputScope: 'MessageGroup' });
    await stage.deploy({ Topic: topic() });
    expect(await shown()).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'false' });
    expect(await shown()).not.toHaveProperty('FifoThroughputScope');
    const { changes } = await stage.deploy({ Topic: topic({ FifoTopic: false }) });
    expect(changes).toMatchObject([{ action: 'Replace', properties: ['FifoTopic'] }]);
    expect(stage.ref('Topic')).toMatch(/:app-Topic-\w{12}$/);
  });

  it('changes nothing for the same template', async () => {
    await stage.deploy({ Queue: queue() });
    const events = stage.stack().events.length;
    expect(await stage.deploy({ Queue: queue() })).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(stage.stack()).toMatchObject({ status: 'CREATE_COMPLETE', updatedAt: undefined });
    expect(stage.stack().events).toHaveLength(events);
  });

  it('updates outputs without touching a resource', async () => {
    await stage.deploy({ Queue: queue() }, { Outputs: { A: { Value: 'a' } } });
    await stage.deploy({ Queue: queue() }, { Outputs: { B: { Value: { Ref: 'Queue' } } } });
    expect(stage.stack().outputs).toEqual([{ key: 'B', value: stage.ref('Queue') }]);
    expect(stage.lastEvents().filter((event) => event.startsWith('Queue'))).toEqual([]);
  });

  it('makes a new resource in place of the old one, repoints what refers to it, and removes the old one last', async () => {
    const resources = (name: string): Resources => ({
      Queue: queue({ QueueName: name }),
      Pointer: parameter({ 'Fn::GetAtt': ['Queue', 'Arn'] }),
    });
    await stage.deploy(resources('first'));
    const { changes } = await stage.deploy(resources('second'));
    expect(changes.map(({ logicalId, action }) => `${logicalId} ${action}`)).toEqual([
      'Queue Replace',
      'Pointer Modify',
    ]);
    expect(stage.stack().resource('Pointer')?.properties.Value).toMatch(/:second$/);
    expect(stage.lastEvents()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'Pointer UPDATE_IN_PROGRESS',
      'Pointer UPDATE_COMPLETE',
      'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Queue DELETE_IN_PROGRESS',
      'Queue DELETE_COMPLETE',
      'app UPDATE_COMPLETE',
    ]);
    const replacing = stage.stack().events.find(({ reason }) => reason?.startsWith('Requested update'));
    expect(replacing?.reason).toBe(
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
  });

  it('adds what is new before it removes what is gone, dependants first', async () => {
    await stage.deploy({ Base: queue(), Upper: parameter({ Ref: 'Base' }) });
    await stage.deploy({ New: queue() });
    expect(stage.lastEvents().filter((event) => /(CREATE|DELETE)_COMPLETE/.test(event))).toEqual([
      'New CREATE_COMPLETE',
      'Upper DELETE_COMPLETE',
      'Base DELETE_COMPLETE',
    ]);
    expect(stage.stack().resources.map(({ logicalId }) => logicalId)).toEqual(['New']);
  });

  it.each(['Retain', 'RetainExceptOnCreate'] as const)('leaves alone what has DeletionPolicy %s', async (policy) => {
    await stage.deploy({ Kept: { ...queue({ QueueName: 'kept' }), DeletionPolicy: policy }, Gone: queue() });
    await stage.deploy({ Other: queue() });
    expect(stage.lastEvents()).toContain('Kept DELETE_SKIPPED');
    expect(stage.lastEvents()).toContain('Gone DELETE_COMPLETE');
    expect(stage.stack().resource('Kept')).toBeUndefined();
    const sqs = stage.cloud.client(SQSClient);
    const QueueUrl = `${stage.cloud.endpoint}/000000000000/kept`;
    await expect(sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).resolves.toBeDefined();
  });

  it('leaves the old one alone when UpdateReplacePolicy says so, whatever DeletionPolicy says', async () => {
    const kept = (name: string) => ({ ...queue({ QueueName: name }), UpdateReplacePolicy: 'Retain' as const });
    await stage.deploy({ Queue: kept('first') });
    await stage.deploy({ Queue: kept('second') });
    expect(stage.lastEvents()).toContain('Queue DELETE_SKIPPED');
    await stage.deploy({ Queue: { ...queue({ QueueName: 'third' }), DeletionPolicy: 'Retain' } });
    expect(stage.lastEvents()).toContain('Queue DELETE_COMPLETE');
  });

  it('goes on when a left-over cannot be deleted, which is the operator’s then', async () => {
    await stage.deploy({
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          DeletionProtectionEnabled: true,
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
    });
    await stage.deploy({ Queue: queue() });
    expect(stage.stack()).toMatchObject({
      status: 'UPDATE_COMPLETE',
      statusReason: 'Update successful. One or more resources could not be deleted.',
    });
    expect(stage.lastEvents().filter((event) => event === 'Table DELETE_FAILED')).toHaveLength(3);
    expect(stage.stack().resource('Table')).toBeUndefined();
  });

  it('follows conditions: a resource whose condition is false now is gone', async () => {
    const resources = { Queue: queue(), Maybe: { ...queue(), Condition: 'Wanted' } };
    const wanted = (value: string) => ({ Conditions: { Wanted: { 'Fn::Equals': [value, 'yes'] } } });
    await stage.deploy(resources, wanted('yes'));
    await stage.deploy(resources, wanted('no'));
    expect(stage.stack().resources.map(({ logicalId }) => logicalId)).toEqual(['Queue']);
  });

  it('takes AWS time for each operation, while its status shows', async () => {
    await stage.deploy({ A: queue({ DelaySeconds: 1 }), B: queue({ DelaySeconds: 1 }) });
    const { clock } = stage.cloud;
    const begin = clock.now();
    const seen: string[] = [];
    clock.at(begin + 1_500, 'look', () => {
      seen.push(stage.stack().status);
    });
    await stage.deploy({ A: queue({ DelaySeconds: 2 }), B: queue({ DelaySeconds: 2 }) });
    expect(clock.now() - begin).toBe(2_000);
    expect(seen).toEqual(['UPDATE_IN_PROGRESS']);
    expect(stage.stack().updatedAt).toBe(begin);
  });

  it('is refused while another one is under way', async () => {
    await stage.deploy({ A: queue({ DelaySeconds: 1 }) });
    const first = stage.deploy({ A: queue({ DelaySeconds: 2 }) });
    const second = stage.failure({ A: queue({ DelaySeconds: 3 }) });
    await first;
    expect((await second).message).toBe(
      `Stack:${stage.stack().id} is in UPDATE_IN_PROGRESS state and can not be updated.`,
    );
  });

  it('can be made from within a task of the clock, such as one that falls due', async () => {
    await stage.deploy({ A: queue({ DelaySeconds: 1 }) });
    const clock = stage.cloud.virtualClock();
    const begin = clock.now();
    clock.at(begin + 10_000, 'pipeline', async () => {
      await stage.deploy({ A: queue({ DelaySeconds: 2 }) });
    });
    await clock.advanceTo(begin + 60_000);
    expect(stage.stack()).toMatchObject({ status: 'UPDATE_COMPLETE', updatedAt: begin + 10_000 });
  });
});

describe('an update that cannot be', () => {
  const table = (index: string) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: ['pk', index].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byIndex',
          KeySchema: [{ AttributeName: index, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  });

  /** Deploys `before`, then expects `after` to be refused with these words before anything is touched. */
  async function refusedUntouched(before: Resources, after: Resources, words: string | RegExp): Promise<void> {
    await stage.deploy(before);
    const events = stage.stack().events.length;
    expect((await stage.failure(after)).message).toMatch(words);
    expect(stage.stack().status).toBe('CREATE_COMPLETE');
    expect(stage.stack().events).toHaveLength(events);
  }

  it('is refused by the name of the property, in other stacks of the assembly too', async () => {
    await stage.deployAll({ one: { Resources: { Queue: queue() } }, two: { Resources: { Table: table('a') } } });
    const update = stage.deployAll({
      one: { Resources: { Queue: queue({ DelaySeconds: 2 }) } },
      two: { Resources: { Table: table('b') } },
    });
    await expect(update).rejects.toThrow(
      /stack two: a change of property GlobalSecondaryIndexes .* of AWS::DynamoDB::Table \(Table\)/,
    );
    expect(stage.stack('one').status).toBe('CREATE_COMPLETE');
  });

  it('is refused for another type under the same logical id', () =>
    refusedUntouched(
      { A: queue() },
      { A: parameter('x') },
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
    ));

  it('is refused for a reference to what the template does not have any more', () =>
    refusedUntouched(
      { A: queue(), B: parameter('x') },
      { B: parameter({ Ref: 'A' }) },
      /Ref to A, which is no resource/,
    ));

  it('is refused for a property that is not emulated', () =>
    refusedUntouched(
      { A: queue() },
      { A: queue({ RedriveAllowPolicy: {} }) },
      'property RedriveAllowPolicy of AWS::SQS::Queue (A)',
    ));

  it('is refused for a removal policy that is not emulated', () =>
    refusedUntouched(
      { A: queue() },
      { A: { ...queue(), DeletionPolicy: 'Snapshot' as 'Retain' } },
      /DeletionPolicy Snapshot/,
    ));
});
