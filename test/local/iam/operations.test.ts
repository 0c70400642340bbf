import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  type CreateRoleRequest,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { strToU8, zipSync } from 'fflate';
import { Cloud } from '../../../local/cloud';
import { allow } from '../authorization/roles';

let cloud: Cloud;
let iam: IAMClient;
beforeEach(async () => {
  cloud = await Cloud.start({ time: 'virtual', authorization: 'enforce' });
  iam = cloud.client(IAMClient);
});
afterEach(() => cloud.close());

const trusting = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
const LAMBDA = trusting({ Service: 'lambda.amazonaws.com' });
const policy = (...statements: readonly object[]): string => JSON.stringify({ Statement: statements });

const create = (RoleName: string, more: Partial<CreateRoleRequest> = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LAMBDA, ...more }));
const put = (RoleName: string, PolicyDocument: string, PolicyName = 'own') =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

const EXECUTION = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

describe('a role', () => {
  test('is shown as it was made', async () => {
    const { Role } = await create('worker', { Path: '/jobs/', Description: 'works', MaxSessionDuration: 7_200 });
    expect(Role).toEqual({
      Arn: 'arn:aws:iam::000000000000:role/jobs/worker',
      AssumeRolePolicyDocument: encodeURIComponent(LAMBDA),
      CreateDate: new Date(cloud.clock.now()),
      Description: 'works',
      MaxSessionDuration: 7_200,
      Path: '/jobs/',
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{16}$/),
      RoleName: 'worker',
    });
    expect((await iam.send(new GetRoleCommand({ RoleName: 'worker' }))).Role).toEqual(Role);
  });

  test('is listed with others, by path and in pages', async () => {
    for (const name of ['c', 'a', 'b']) await create(name, { Path: name === 'b' ? '/jobs/' : '/' });
    const list = async (input: object) => {
      const { Roles = [], IsTruncated, Marker } = await iam.send(new ListRolesCommand(input));
      return { names: Roles.map(({ RoleName }) => RoleName), IsTruncated, Marker };
    };
    expect((await list({})).names).toEqual(['a', 'b', 'c']);
    expect((await list({ PathPrefix: '/jobs/' })).names).toEqual(['b']);
    const first = await list({ MaxItems: 2 });
    expect(first).toMatchObject({ names: ['a', 'b'], IsTruncated: true });
    expect(await list({ Marker: first.Marker })).toMatchObject({ names: ['c'], IsTruncated: false });
  });

  test('may what its policies say, those of AWS included, as long as it has them', async () => {
    await create('worker');
    await cloud.client(SSMClient).send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String' }));
    const read = () =>
      cloud.client(SSMClient, 'arn:aws:iam::000000000000:role/worker').send(new GetParameterCommand({ Name: '/a' }));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await put('worker', policy(allow('ssm:GetParameter')));
    await expect(read()).resolves.toBeDefined();
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName: 'worker', PolicyName: 'own' }));
    expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual({ Statement: [allow('ssm:GetParameter')] });
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn: EXECUTION }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'worker' }))).PolicyNames).toEqual(['own']);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'worker' }))).AttachedPolicies).toEqual([
      { PolicyArn: EXECUTION, PolicyName: 'AWSLambdaBasicExecutionRole' },
    ]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'own' }));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('goes when nothing hangs on it any more', async () => {
    await create('worker');
    await put('worker', policy(allow('ssm:GetParameter')));
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName: 'worker' }));
    await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'own' }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn: EXECUTION }));
    await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'worker', PolicyArn: EXECUTION }));
    await remove();
    await expect(remove()).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name worker cannot be found.',
    });
  });
});

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    'a name that is taken',
    () => create('one'),
    'EntityAlreadyExistsException',
    /^Role with name one already exists\.$/,
  ],
  [
    'a trust that is no JSON',
    () => create('x', { AssumeRolePolicyDocument: '{' }),
    'MalformedPolicyDocumentException',
    /Json/,
  ],
  [
    'a trust in a role that nobody has made',
    () => create('x', { AssumeRolePolicyDocument: trusting({ AWS: 'arn:aws:iam::000000000000:role/none' }) }),
    'MalformedPolicyDocumentException',
    /^Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:role\/none"$/,
  ],
  ['a path without its slashes', () => create('x', { Path: 'jobs' }), 'ValidationError', /path is invalid/],
  ['what has no effect here', () => create('x', { Tags: [] }), 'NotEmulated', /Tags of CreateRole/],
  [
    'more than 10240 characters of policies, white space apart',
    () => put('one', policy(allow('ssm:GetParameter', 'x'.repeat(6_000))), 'second'),
    'LimitExceededException',
    /^Maximum policy size of 10240 bytes exceeded for role one$/,
  ],
  [
    'a trust of more than 2048 characters',
    () => create('x', { AssumeRolePolicyDocument: trusting({ Service: 'x'.repeat(2_048) }) }),
    'LimitExceededException',
    /^Cannot exceed quota for ACLSizePerRole: 2048$/,
  ],
  [
    'a policy that is not there',
    () => iam.send(new DeleteRolePolicyCommand({ RoleName: 'one', PolicyName: 'none' })),
    'NoSuchEntityException',
    /^The role policy with name none cannot be found\.$/,
  ],
])('IAM refuses %s', async (_, call, name, message) => {
  await create('one');
  await put('one', policy(allow('ssm:GetParameter', 'x'.repeat(6_000))) + ' '.repeat(9_000));
  await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

describe('a service that is to act as a role', () => {
  const makeFunction = () =>
    cloud.client(LambdaClient).send(
      new CreateFunctionCommand({
        FunctionName: 'f',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/worker',
        Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1') }) },
      }),
    );
  const makeMachine = () =>
    cloud.client(SFNClient).send(
      new CreateStateMachineCommand({
        name: 'm',
        roleArn: 'arn:aws:iam::000000000000:role/worker',
        definition: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
      }),
    );

  test.each<[string, () => Promise<unknown>, string, string, RegExp]>([
    ['Lambda', makeFunction, 'lambda', 'InvalidParameterValueException', /cannot be assumed by Lambda\.$/],
    ['Step Functions', makeMachine, 'states', 'AccessDeniedException', /to assume the provided role\.$/],
  ])('%s must be trusted by it, as soon as it exists', async (_, make, service, name, message) => {
    await expect(make()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    await create('worker', { AssumeRolePolicyDocument: trusting({ Service: 'ec2.amazonaws.com' }) });
    await expect(make()).rejects.toMatchObject({ name });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'worker',
        PolicyDocument: trusting({ Service: `${service}.amazonaws.com` }),
      }),
    );
    await expect(make()).resolves.toBeDefined();
  });
});
