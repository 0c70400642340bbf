import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { Stage } from './support/stage';

const parameter = (name: string, value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: value },
  ...more,
});

let stage: Stage;
let cloudformation: CloudFormationClient;
beforeEach(async () => {
  stage = await Stage.open();
  cloudformation = stage.cloud.client(CloudFormationClient);
});
afterEach(() => stage.close());

const describeStack = async (StackName: string) =>
  (await cloudformation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];

describe('DescribeStacks', () => {
  it('tells of a stack by its name and by its id', async () => {
    await stage.deploy(
      { A: parameter('/a', '1') },
      { Description: 'An app', Outputs: { Name: { Value: { Ref: 'A' }, Export: { Name: 'shared' } } } },
    );
    const begin = stage.cloud.clock.now();
    await stage.deploy({ A: parameter('/a', '2') }, { Description: 'An app' });
    const byName = await describeStack('app');
    expect(byName).toMatchObject({
      StackName: 'app',
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/app\/[0-9a-f-]{36}$/),
      Description: 'An app',
      StackStatus: 'UPDATE_COMPLETE',
      LastUpdatedTime: new Date(begin),
      EnableTerminationProtection: false,
    });
    expect(await describeStack(byName?.StackId ?? '')).toMatchObject({ StackName: 'app' });
  });

  it('answers for a missing one in AWS’s words', async () => {
    await expect(describeStack('missing')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id missing does not exist',
    });
    await expect(cloudformation.send(new DescribeStackEventsCommand({ StackName: 'missing' }))).rejects.toThrow(
      'Stack [missing] does not exist',
    );
  });

  it('shows each status while it lasts', async () => {
    await stage.deploy({ A: parameter('/a', '1'), Old: parameter('/old', '1') });
    const seen: unknown[] = [];
    const { clock } = stage.cloud;
    const look = (): void => {
      clock.at(clock.now() + 500, 'look', async () => {
        const found = await describeStack('app');
        if (seen.at(-1) !== found?.StackStatus) seen.push(found?.StackStatus);
        if (clock.now() < Date.UTC(2026, 0, 1, 0, 1)) look();
      });
    };
    look();
    const Impossible = parameter('/impossible', '', { DependsOn: 'B' });
    await stage.failure({ A: parameter('/a', '2'), B: parameter('/b', '1'), Impossible });
    await stage.deploy({ A: parameter('/a', '2') });
    await stage.cloud.delete('app').then(() => seen.push('gone'));
    expect(seen).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'DELETE_IN_PROGRESS',
      'gone',
    ]);
  });

  it('shows a creation in progress where that takes time', async () => {
    await stage.close();
    stage = await Stage.open({ latencies: { stackCreation: 5_000 } });
    cloudformation = stage.cloud.client(CloudFormationClient);
    const { clock } = stage.cloud;
    let seen: unknown;
    clock.at(clock.now() + 2_000, 'look', async () => {
      seen = await describeStack('app');
    });
    await stage.deploy({ A: parameter('/a', '1') });
    expect(seen).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS' });
  });
});

describe('the history of a stack', () => {
  it('begins with the newest event, tells why something failed, and comes in pages', async () => {
    await stage.deploy({ A: parameter('/a', '0') });
    for (const value of Array.from({ length: 25 }, (_, index) => String(index + 1))) {
      await stage.deploy({ A: parameter('/a', value) });
    }
    await stage.failure({ A: parameter('/a', '') });
    const pages = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents(
      { client: cloudformation },
      { StackName: 'app' },
    )) {
      pages.push(StackEvents);
    }
    expect(pages.map(({ length }) => length)).toEqual([100, expect.any(Number)]);
    const all = pages.flat();
    expect(all).toHaveLength(stage.stack().events.length);
    expect(new Set(all.map(({ EventId }) => EventId)).size).toBe(all.length);
    expect(all[0]).toMatchObject({
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatus: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(all.find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED')).toMatchObject({
      LogicalResourceId: 'A',
      PhysicalResourceId: '/a',
      ResourceStatusReason: expect.stringContaining('length greater than or equal to 1'),
      ResourceProperties: '{"Name":"/a","Type":"String","Value":""}',
    });
  });
});

describe('what a stack is made of', () => {
  beforeEach(() =>
    stage.deploy(
      { A: parameter('/a', '1'), B: parameter('/b', '1') },
      { Outputs: { Name: { Value: 'x', Export: { Name: 'shared' } } } },
    ),
  );

  it('is listed with the status of each resource', async () => {
    await stage.deploy({ A: parameter('/a', '2'), B: parameter('/b', '1') });
    const { StackResourceSummaries = [] } = await cloudformation.send(
      new ListStackResourcesCommand({ StackName: 'app' }),
    );
    expect(
      StackResourceSummaries.map((one) => [one.LogicalResourceId, one.PhysicalResourceId, one.ResourceStatus]),
    ).toEqual([
      ['A', '/a', 'UPDATE_COMPLETE'],
      ['B', '/b', 'CREATE_COMPLETE'],
    ]);
    const byPhysicalId = await cloudformation.send(new DescribeStackResourcesCommand({ PhysicalResourceId: '/b' }));
    expect(byPhysicalId.StackResources).toHaveLength(2);
    const one = await cloudformation.send(
      new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'B' }),
    );
    expect(one.StackResourceDetail).toMatchObject({ PhysicalResourceId: '/b', ResourceType: 'AWS::SSM::Parameter' });
    await expect(
      cloudformation.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'C' })),
    ).rejects.toThrow('Resource C does not exist for stack app');
  });

  it('comes with its template, exports and imports', async () => {
    await stage.deployAll({ user: { Resources: { C: parameter('/c', { 'Fn::ImportValue': 'shared' }) } } });
    const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName: 'app' }));
    expect(JSON.parse(TemplateBody).Resources).toHaveProperty('A');
    const { Exports } = await cloudformation.send(new ListExportsCommand({}));
    expect(Exports).toEqual([{ Name: 'shared', Value: 'x', ExportingStackId: stage.stack().id }]);
    const { Imports } = await cloudformation.send(new ListImportsCommand({ ExportName: 'shared' }));
    expect(Imports).toEqual(['user']);
    await expect(cloudformation.send(new ListImportsCommand({ ExportName: 'other' }))).rejects.toThrow(
      "Export 'other' is not imported by any stack.",
    );
  });
});

describe('DeleteStack', () => {
  const remove = (StackName: string) => cloudformation.send(new DeleteStackCommand({ StackName }));
  const pass = (seconds: number) => stage.cloud.virtualClock().advanceBy(seconds * 1000);

  it('answers at once; the stack goes in reverse order, and is known by its id alone afterwards', async () => {
    await stage.deploy({ Base: parameter('/base', '1'), Upper: parameter('/upper', { Ref: 'Base' }) });
    const { id } = stage.stack();
    await remove('app');
    expect(await describeStack('app')).toMatchObject({ StackStatus: 'DELETE_IN_PROGRESS' });
    await pass(10);
    await expect(describeStack('app')).rejects.toThrow('Stack with id app does not exist');
    expect(await describeStack(id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) });
    const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: id }));
    expect(
      StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_COMPLETE').map(
        (one) => one.LogicalResourceId,
      ),
    ).toEqual(['app', 'Base', 'Upper']);
    const { StackSummaries } = await cloudformation.send(
      new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
    );
    expect(StackSummaries).toMatchObject([{ StackId: id, StackStatus: 'DELETE_COMPLETE' }]);
  });

  it('keeps what is retained, and a stack of the same name is another one', async () => {
    const kept = { Group: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' as const } };
    await stage.deploy(kept);
    const first = { id: stage.stack().id, group: stage.ref('Group') };
    await remove('app');
    await pass(10);
    await stage.deploy(kept);
    expect(stage.stack().id).not.toBe(first.id);
    expect(stage.ref('Group')).not.toBe(first.group);
  });

  it('is no error for a stack that is not there', async () => {
    await expect(remove('missing')).resolves.toBeDefined();
  });

  it('is refused under termination protection, which another deployment may take away', async () => {
    const Resources = { A: parameter('/a', '1') };
    await stage.deployAll({ app: { Resources, terminationProtection: true } });
    await expect(remove('app')).rejects.toThrow('Stack [app] cannot be deleted while TerminationProtection is enabled');
    await stage.deployAll({ app: { Resources } });
    await expect(remove('app')).resolves.toBeDefined();
  });

  it('leaves a stack whose export is in use as it was', async () => {
    await stage.deploy({ A: parameter('/a', '1') }, { Outputs: { X: { Value: 'x', Export: { Name: 'shared' } } } });
    await stage.deployAll({ user: { Resources: { B: parameter('/b', { 'Fn::ImportValue': 'shared' }) } } });
    await remove('app');
    await pass(10);
    expect(await describeStack('app')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      StackStatusReason: 'Export shared cannot be deleted as it is in use by user',
    });
  });

  it('ends as DELETE_FAILED with what it could not remove, and can be asked for again', async () => {
    const table = (DeletionProtectionEnabled: boolean) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        DeletionProtectionEnabled,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    });
    await stage.deploy({ Table: table(true), A: parameter('/a', '1') });
    await remove('app');
    await pass(10);
    expect(await describeStack('app')).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Table]. ',
    });
    expect(stage.stack().resources.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
      'Table DELETE_FAILED',
    ]);
    await remove('app');
    await pass(10);
    expect(await describeStack('app')).toMatchObject({ StackStatus: 'DELETE_FAILED' });
  });
});
