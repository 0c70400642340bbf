import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { allow, role } from '../authorization/roles';
import { type Resources, Stage } from '../cloudformation/support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
  await stage.cloud.client(SSMClient).send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String' }));
});
afterEach(() => stage.close());

const READ = allow('ssm:GetParameter');
const reader = (statements: readonly object[] = [], more: object = {}) => {
  const { Type, Properties } = role('lambda.amazonaws.com', statements);
  return { Type, Properties: { RoleName: 'reader', ...Properties, ...more } };
};
const policy = (PolicyName: string, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName, Roles: [{ Ref: 'Reader' }], PolicyDocument: { Statement: statements } },
});
const mayRead = async (): Promise<boolean> => {
  const ssm = stage.cloud.client(SSMClient, 'arn:aws:iam::000000000000:role/reader');
  try {
    await ssm.send(new GetParameterCommand({ Name: '/a' }));
    return true;
  } catch (error) {
    expect((error as Error).name).toBe('AccessDeniedException');
    return false;
  }
};

test('a role that nobody has made may nothing', async () => {
  expect(await mayRead()).toBe(false);
});

describe('a role may what its policies say', () => {
  test.each<[string, Resources]>([
    ['in itself', { Reader: reader([READ]) }],
    ['beside it', { Reader: reader(), Policy: policy('p', [READ]) }],
    [
      'in a managed policy that it names',
      {
        Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: READ } } },
        Reader: reader([], { ManagedPolicyArns: [{ Ref: 'Managed' }] }),
      },
    ],
    [
      'in a managed policy that names it',
      {
        Reader: reader(),
        Managed: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { PolicyDocument: { Statement: READ }, Roles: [{ Ref: 'Reader' }] },
        },
      },
    ],
  ])('%s', async (_name, resources) => {
    await stage.deploy(resources);
    expect(await mayRead()).toBe(true);
  });
});

describe('an update', () => {
  test('of a policy counts at once', async () => {
    await stage.deploy({ Reader: reader(), Policy: policy('p', [READ]) });
    await stage.deploy({ Reader: reader(), Policy: policy('p', [allow('ssm:PutParameter')]) });
    expect(await mayRead()).toBe(false);
    await stage.deploy({ Reader: reader(), Policy: policy('q', [READ]) });
    expect(await mayRead()).toBe(true);
  });

  test('of a role changes its own policies and leaves those of others', async () => {
    await stage.deploy({ Reader: reader([READ]), Policy: policy('p', [allow('ssm:PutParameter')]) });
    await stage.deploy({ Reader: reader(), Policy: policy('p', [allow('ssm:PutParameter')]) });
    expect(await mayRead()).toBe(false);
    await stage.deploy({ Reader: reader(), Policy: policy('p', [READ]) });
    await stage.deploy({ Reader: reader([allow('ssm:PutParameter')]), Policy: policy('p', [READ]) });
    expect(await mayRead()).toBe(true);
  });

  test('that takes a policy away takes what it allowed', async () => {
    await stage.deploy({ Reader: reader(), Policy: policy('p', [READ]) });
    await stage.deploy({ Reader: reader() });
    expect(await mayRead()).toBe(false);
  });
});

test('a policy takes the place of one with the same name on the same role', async () => {
  await stage.deploy({
    Reader: reader(),
    One: policy('same', [READ]),
    Two: { ...policy('same', [allow('ssm:PutParameter')]), DependsOn: ['One'] },
  });
  expect(await mayRead()).toBe(false);
});

test('a role goes with its stack, and only when nobody else has a policy on it', async () => {
  await stage.deployAll({
    roles: {
      Resources: { Reader: reader([READ]) },
      Outputs: { Name: { Value: { Ref: 'Reader' } } },
    },
    grants: {
      dependsOn: ['roles'],
      Resources: {
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'p', Roles: ['reader'], PolicyDocument: { Statement: [READ] } },
        },
      },
    },
  });
  const { cloudformation } = stage.cloud.services;
  const remove = (name: string) => stage.cloud.virtualClock().drive('delete', () => cloudformation.delete(name));
  await expect(remove('roles')).rejects.toThrow('Cannot delete entity, must delete policies first.');
  await remove('grants');
  await remove('roles');
  expect(await mayRead()).toBe(false);
});

test('two roles cannot have one name', async () => {
  const error = await stage.failure({ Reader: reader(), Again: reader() });
  expect(error.message).toContain('Role with name reader already exists.');
});

test('managed policies that AWS has and this AWS has not are refused by name, and those of nobody not found', async () => {
  const unknown = 'arn:aws:iam::aws:policy/AdministratorAccess';
  expect((await stage.failure({ Reader: reader([], { ManagedPolicyArns: [unknown] }) })).message).toContain(unknown);
  const nobodys = 'arn:aws:iam::000000000000:policy/mine';
  const missing = await stage.failure({ Reader: reader([], { ManagedPolicyArns: [nobodys] }) });
  expect(missing.message).toContain(`Policy ${nobodys} does not exist or is not attachable.`);
});
