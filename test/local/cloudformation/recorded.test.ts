import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Stage } from './support/stage';

/** What AWS was recorded to answer. */

let stage: Stage;
let client: CloudFormationClient;
beforeEach(async () => {
  stage = await Stage.open();
  client = stage.cloud.client(CloudFormationClient);
});
afterEach(() => stage.close());

const topic = (name: string, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name, ...more },
});
const parameter = (Value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value, ...more },
});
const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });
const describe1 = async (StackName = 'app') =>
  (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
const later = () => stage.cloud.virtualClock().advanceBy(120_000);
const create = async (TemplateBody: string, more: object = {}) => {
  await client.send(new CreateStackCommand({ StackName: 'app', TemplateBody, ...more }));
  await later();
};
const changeSet = (ChangeSetName: string, TemplateBody: string, more: object = {}) =>
  client.send(new CreateChangeSetCommand({ StackName: 'app', ChangeSetName, TemplateBody, ...more }));

test('a stack keeps its tags until it is given others, and their change is an update', async () => {
  const Tags = [{ Key: 'team', Value: 'a' }];
  const update = async (more: object) => {
    await client.send(new UpdateStackCommand({ StackName: 'app', UsePreviousTemplate: true, ...more }));
    await later();
  };
  await create(body({ A: topic('a') }), { Tags });
  expect((await describe1())?.Tags).toEqual(Tags);
  await expect(update({})).rejects.toThrow('No updates are to be performed.');
  await changeSet('c', body({ A: topic('b') }));
  const input = { StackName: 'app', ChangeSetName: 'c' };
  expect((await client.send(new DescribeChangeSetCommand(input))).Tags).toEqual(Tags);
  await update({ Tags: [] });
  expect(await describe1()).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Tags: [] });
});

test('the tags of a change set are not those of its stack until it is carried out', async () => {
  const input = { StackName: 'app', ChangeSetName: 'c' };
  const Tags = [{ Key: 'team', Value: 'a' }];
  await changeSet('c', body({ A: topic('a') }), { ChangeSetType: 'CREATE', Tags });
  expect((await client.send(new DescribeChangeSetCommand(input))).Tags).toEqual(Tags);
  expect((await describe1())?.Tags).toEqual([]);
  await client.send(new ExecuteChangeSetCommand(input));
  await later();
  expect((await describe1())?.Tags).toEqual(Tags);
  await changeSet('d', body({ A: topic('b') }), { Tags: [] });
  const without = await client.send(new DescribeChangeSetCommand({ ...input, ChangeSetName: 'd' }));
  expect(without).not.toHaveProperty('Tags');
});

test('a change set gives its template, and is not listed any more when it is carried out', async () => {
  const first = body({ A: topic('a') });
  const listed = async () =>
    (await client.send(new ListChangeSetsCommand({ StackName: 'app' }))).Summaries?.map((one) => one.ChangeSetName);
  const { Id } = await changeSet('one', first, { ChangeSetType: 'CREATE' });
  const given = async (input: object) => (await client.send(new GetTemplateCommand(input as never))).TemplateBody;
  expect(await given({ ChangeSetName: Id })).toBe(first);
  expect(await given({ ChangeSetName: 'one', StackName: 'app' })).toBe(first);
  await expect(given({ ChangeSetName: 'one' })).rejects.toThrow('StackName is a required parameter.');
  await expect(given({ ChangeSetName: `${Id}x` })).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  expect(await listed()).toEqual(['one']);
  await client.send(new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'one' }));
  await later();
  await changeSet('two', body({ A: topic('a'), B: topic('b') }));
  expect(await listed()).toEqual(['two']);
});

test('a stack tells when it was begun to be removed, and has its outputs when it is gone', async () => {
  const Outputs = { A: { Value: { 'Fn::GetAtt': ['A', 'DisplayName'] } } };
  await create(body({ A: topic('a', { DisplayName: 'shown' }) }, { Outputs }));
  const standing = await describe1();
  expect(standing).not.toHaveProperty('DeletionTime');
  expect(standing?.Outputs).toMatchObject([{ OutputKey: 'A', OutputValue: 'shown' }]);
  await client.send(new DeleteStackCommand({ StackName: 'app' }));
  await later();
  const gone = await describe1(standing?.StackId);
  expect(gone).toMatchObject({ StackStatus: 'DELETE_COMPLETE', Outputs: standing?.Outputs });
  await create(body({ A: parameter('x', { Name: '/x' }), B: parameter('y', { Name: '/x' }) }));
  const failed = await describe1();
  expect(failed).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE', EnableTerminationProtection: false });
  expect(failed?.DeletionTime?.getTime()).toBeGreaterThan(gone?.DeletionTime?.getTime() ?? Number.NaN);
});

test('a parameter of SSM is shown with what it stood for when the stack was last made or changed', async () => {
  const put = (Value: string) =>
    stage.cloud
      .client(SSMClient)
      .send(new PutParameterCommand({ Name: '/in', Value, Type: 'String', Overwrite: true }));
  const template = (value: string) =>
    body(
      { A: parameter({ Ref: 'In' }), B: parameter(value) },
      { Parameters: { In: { Type: 'AWS::SSM::Parameter::Value<String>' } } },
    );
  const Parameters = [{ ParameterKey: 'In', ParameterValue: '/in' }];
  const shown = (ResolvedValue: string) => [{ ParameterKey: 'In', ParameterValue: '/in', ResolvedValue }];
  await put('old');
  await create(template('one'), { Parameters });
  expect((await describe1())?.Parameters).toEqual(shown('old'));
  await put('new');
  await changeSet('c', template('two'), { Parameters });
  const input = { StackName: 'app', ChangeSetName: 'c' };
  expect((await client.send(new DescribeChangeSetCommand(input))).Parameters).toEqual(shown('new'));
  expect((await describe1())?.Parameters).toEqual(shown('old'));
  await client.send(new ExecuteChangeSetCommand(input));
  await later();
  expect((await describe1())?.Parameters).toEqual(shown('new'));
});

test('what the CDK tells about itself is in no way of a stack', async () => {
  await create(body({ A: topic('a'), CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:x' } } }));
  expect((await describe1())?.StackStatus).toBe('CREATE_COMPLETE');
});
