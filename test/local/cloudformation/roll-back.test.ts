import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteParameterCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DeploymentFailed } from '../../../local/cloudformation/failures';
import { type Resources, Stage } from './support/stage';

const parameter = (name: string, value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: value },
  ...more,
});
const group = (name: string, more: object = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name },
  ...more,
});
/** What AWS refuses: a parameter without a value. */
const impossible = (...DependsOn: string[]) => ({ ...parameter('/impossible', ''), DependsOn });

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

const stored = async (Name: string) =>
  (await stage.cloud.client(SSMClient).send(new GetParameterCommand({ Name }))).Parameter?.Value;

async function groups(): Promise<string[]> {
  const { logGroups = [] } = await stage.cloud.client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({}));
  return logGroups.map(({ logGroupName = '' }) => logGroupName);
}

describe('an update that fails', () => {
  it('gives what it changed its old properties again, and removes what it made', async () => {
    await stage.deploy({ Value: parameter('/value', 'old') });
    const error = await stage.failure({
      Value: parameter('/value', 'new'),
      New: group('new'),
      Impossible: impossible('Value', 'New'),
    });
    expect(error).toBeInstanceOf(DeploymentFailed);
    expect(error.message).toMatch(
      /^Stack app: Impossible \(AWS::SSM::Parameter\) failed: .*length greater than or equal to 1.*; the update was rolled back \(UPDATE_ROLLBACK_COMPLETE\)$/,
    );
    expect(await stored('/value')).toBe('old');
    expect(await groups()).toEqual([]);
    expect(stage.stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stage.stack().resources.map(({ logicalId }) => logicalId)).toEqual(['Value']);
    expect(stage.lastEvents()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Value UPDATE_IN_PROGRESS',
      'Value UPDATE_COMPLETE',
      'New CREATE_IN_PROGRESS',
      'New CREATE_IN_PROGRESS',
      'New CREATE_COMPLETE',
      'Impossible CREATE_IN_PROGRESS',
      'Impossible CREATE_FAILED',
      'app UPDATE_ROLLBACK_IN_PROGRESS',
      'Value UPDATE_IN_PROGRESS',
      'Value UPDATE_COMPLETE',
      'app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'New DELETE_IN_PROGRESS',
      'New DELETE_COMPLETE',
      'app UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  it('points dependants back at what it had replaced, and removes the replacement', async () => {
    const resources = (name: string): Resources => ({
      Group: group(name),
      Pointer: parameter('/pointer', { Ref: 'Group' }),
    });
    await stage.deploy(resources('first'));
    await stage.failure({ ...resources('second'), Impossible: impossible('Pointer') });
    expect(await stored('/pointer')).toBe('first');
    expect(await groups()).toEqual(['first']);
    expect(stage.ref('Group')).toBe('first');
  });

  it('removes nothing of what left the template', async () => {
    await stage.deploy({ Old: group('old') });
    await stage.failure({ Impossible: impossible() });
    expect(await groups()).toEqual(['old']);
    expect(stage.stack().resource('Old')).toBeDefined();
  });

  it('keeps what it made when that has Retain, not when it has RetainExceptOnCreate', async () => {
    await stage.deploy({ Value: parameter('/value', 'old') });
    await stage.failure({
      Value: parameter('/value', 'old'),
      Kept: group('kept', { DeletionPolicy: 'Retain' }),
      Gone: group('gone', { DeletionPolicy: 'RetainExceptOnCreate' }),
      Impossible: impossible('Kept', 'Gone'),
    });
    expect(await groups()).toEqual(['kept']);
  });

  it('rolls back for an output that cannot be read, too', async () => {
    await stage.deploy({ Value: parameter('/value', 'old') });
    const Outputs = { Bad: { Value: { 'Fn::GetAtt': ['Value', 'Nonsense'] } } };
    const error = await stage.failure({ Value: parameter('/value', 'new') }, { Outputs });
    expect(error.message).toMatch(/Nonsense.*rolled back/);
    expect(await stored('/value')).toBe('old');
  });

  it('rolls back for a change that is not emulated and could not be told beforehand', async () => {
    const index = { 'Fn::GetAtt': ['Index', 'Value'] };
    const resources = (name: string): Resources => ({
      Index: parameter('/index', name),
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: ['pk', index].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byName',
              KeySchema: [{ AttributeName: index, KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        },
      },
    });
    await stage.deploy(resources('one'));
    expect((await stage.failure(resources('two'))).message).toMatch(
      /Table \(AWS::DynamoDB::Table\) failed: its change is not implemented: .*GlobalSecondaryIndexes .*rolled back/,
    );
    expect(await stored('/index')).toBe('one');
  });

  it('can be repeated with a template that works', async () => {
    await stage.deploy({ Value: parameter('/value', 'old') });
    await stage.failure({ Value: parameter('/value', 'new'), Impossible: impossible() });
    await stage.deploy({ Value: parameter('/value', 'new') });
    expect(stage.stack().status).toBe('UPDATE_COMPLETE');
    expect(await stored('/value')).toBe('new');
  });

  it('leaves later stacks of the assembly alone', async () => {
    await stage.deployAll({
      one: { Resources: { A: parameter('/a', '1') } },
      two: { Resources: { B: parameter('/b', '1') }, dependsOn: ['one'] },
    });
    const update = stage.deployAll({
      one: { Resources: { A: parameter('/a', '') } },
      two: { Resources: { B: parameter('/b', '2') }, dependsOn: ['one'] },
    });
    await expect(update).rejects.toThrow('Stack one: A (AWS::SSM::Parameter) failed');
    expect(stage.stack('two').status).toBe('CREATE_COMPLETE');
    expect(await stored('/b')).toBe('1');
  });

  it('refuses to replace what has a name of its own and keeps it', async () => {
    const table = (key: string) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'records',
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      },
    });
    await stage.deploy({ Table: table('a') });
    const error = await stage.failure({ Table: table('b') });
    expect(error.message).toContain(
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename records and update the stack again.',
    );
    expect(stage.stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('ends as UPDATE_ROLLBACK_FAILED when something cannot be given back, and can then only be deleted', async () => {
    const pattern = (value: string, AllowedPattern: string) => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/p', Type: 'String', Value: value, AllowedPattern },
    });
    await stage.deploy({
      Retention: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g', RetentionInDays: 1 } },
      P: pattern('a', 'a'),
    });
    const begin = stage.cloud.clock.now();
    // Somebody deletes the log group while the update runs: its old retention cannot be set again.
    const logs = stage.cloud.services.logs.service.operations;
    stage.cloud.clock.at(begin + 1_500, 'by hand', () => {
      logs.DeleteLogGroup?.({ logGroupName: 'g' }, { principal: { kind: 'operator', arn: 'o' }, requestId: 'r' });
    });
    const error = await stage.failure({
      Retention: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g', RetentionInDays: 3 } },
      P: { ...pattern('b', 'a'), DependsOn: 'Retention' },
    });
    expect(error.message).toMatch(
      /P \(AWS::SSM::Parameter\) failed: .*; the rollback failed: Retention \(AWS::Logs::LogGroup\) failed: The specified log group does not exist\. \(UPDATE_ROLLBACK_FAILED\)$/,
    );
    expect((await stage.failure({ P: pattern('c', 'c') })).message).toBe(
      `Stack:${stage.stack().id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
    );
    await stage.cloud.delete('app');
    expect(stage.cloud.services.cloudformation.stacks()).toEqual([]);
  });
});

describe('a creation that fails', () => {
  it('leaves nothing but the stack, with its reason, and is begun anew by the next deployment', async () => {
    const error = await stage.failure({ Group: group('g'), Impossible: impossible('Group') });
    expect(error.message).toMatch(
      /^Stack app: Impossible .* failed: .*; its creation was rolled back \(ROLLBACK_COMPLETE\)$/,
    );
    expect(await groups()).toEqual([]);
    expect(stage.stack()).toMatchObject({ status: 'ROLLBACK_COMPLETE', resources: [], outputs: [] });
    expect(stage.lastEvents()).toEqual([
      'app CREATE_IN_PROGRESS',
      'Group CREATE_IN_PROGRESS',
      'Group CREATE_IN_PROGRESS',
      'Group CREATE_COMPLETE',
      'Impossible CREATE_IN_PROGRESS',
      'Impossible CREATE_FAILED',
      'app ROLLBACK_IN_PROGRESS',
      'Group DELETE_IN_PROGRESS',
      'Group DELETE_COMPLETE',
      'app ROLLBACK_COMPLETE',
    ]);
    const failed = stage.stack().id;
    expect(await stage.deploy({ Group: group('g') })).toMatchObject({ outcome: 'created' });
    expect(stage.stack().status).toBe('CREATE_COMPLETE');
    expect(stage.stack().id).not.toBe(failed);
  });

  it('ends as ROLLBACK_FAILED when what it made cannot be removed', async () => {
    const table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        DeletionProtectionEnabled: true,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    };
    const error = await stage.failure({ Table: table, Impossible: impossible('Table') });
    expect(error.message).toMatch(/the rollback failed: Table .* protected against deletion.*\(ROLLBACK_FAILED\)$/);
    expect(stage.stack().resources.map(({ logicalId }) => logicalId)).toEqual(['Table']);
  });
});

describe('a deletion of what is gone already', () => {
  it('is none', async () => {
    await stage.deploy({ Gone: parameter('/gone', 'x') });
    await stage.cloud.client(SSMClient).send(new DeleteParameterCommand({ Name: '/gone' }));
    await stage.deploy({ Other: parameter('/other', 'x') });
    expect(stage.stack()).toMatchObject({ status: 'UPDATE_COMPLETE', statusReason: undefined });
  });
});
