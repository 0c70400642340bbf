import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { UsageRecord } from '../../../local/authorization/usage-record';
import { Stage } from '../cloudformation/support/stage';
import { lets, pass, queueWith } from './queues';
import { allow, arnOf, role } from './roles';

const PARAMETER = 'arn:aws:ssm:us-east-1:000000000000:parameter';
let directory: string;
let stage: Stage;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'usage-test-'));
  process.env.EMBEDDED_AWS_USAGE_DIRECTORY = directory;
  process.env.EMBEDDED_AWS_USAGE_LABEL = 'this test';
  stage = await Stage.open({ authorization: 'record' });
});
afterEach(() => {
  delete process.env.EMBEDDED_AWS_USAGE_DIRECTORY;
  delete process.env.EMBEDDED_AWS_USAGE_LABEL;
  rmSync(directory, { recursive: true });
});

const record = async (): Promise<UsageRecord> => {
  await stage.close();
  const [file = ''] = readdirSync(directory);
  return JSON.parse(readFileSync(join(directory, file), 'utf8'));
};
const get = async (Name: string) => {
  const ssm = stage.cloud.client(SSMClient, `arn:aws:iam::000000000000:role/${stage.ref('Reader')}`);
  await ssm.send(new GetParameterCommand({ Name })).catch(() => {});
};

test('a role has on record what it used, how often, and what it did not', async () => {
  await stage.deploy({
    Reader: role('lambda.amazonaws.com', [
      allow(['ssm:GetParameter', 'ssm:PutParameter'], [`${PARAMETER}/a/*`, `${PARAMETER}/b`]),
      allow('ssm:Get*', `${PARAMETER}/b`),
    ]),
  });
  const ssm = stage.cloud.client(SSMClient);
  for (const Name of ['/a/1', '/a/2', '/b'])
    await ssm.send(new PutParameterCommand({ Name, Value: '1', Type: 'String' }));
  await get('/a/1');
  await get('/a/2');
  await get('/b');
  const { label, grants, denials } = await record();
  const own = {
    stack: 'app',
    logicalId: 'Reader',
    path: 'Policies.0.PolicyDocument',
    kind: 'identity',
    effect: 'Allow',
  };
  expect(label).toBe('this test');
  expect(denials).toEqual([]);
  expect(grants.slice(1)).toEqual([
    {
      ...own,
      index: 0,
      holder: 'app/Reader',
      actions: ['ssm:GetParameter', 'ssm:PutParameter'],
      resources: [`${PARAMETER}/a/*`, `${PARAMETER}/b`],
      uses: [
        { action: 'ssm:GetParameter', resource: `${PARAMETER}/a/*`, times: 2, alone: 2 },
        { action: 'ssm:GetParameter', resource: `${PARAMETER}/b`, times: 1, alone: 0 },
      ],
    },
    {
      ...own,
      index: 1,
      holder: 'app/Reader',
      actions: ['ssm:Get*'],
      resources: [`${PARAMETER}/b`],
      uses: [{ action: 'ssm:Get*', resource: `${PARAMETER}/b`, times: 1, alone: 0 }],
    },
  ]);
});

test('what is not allowed is on record as a denial, with what asked for it', async () => {
  await stage.deploy({ Reader: role('lambda.amazonaws.com') });
  await get('/a');
  const [denial] = stage.cloud.denials();
  expect(denial).toMatchObject({ action: 'ssm:GetParameter', resource: `${PARAMETER}/a` });
  expect((await record()).denials).toEqual([
    {
      by: 'app/Reader',
      action: 'ssm:GetParameter',
      resource: `${PARAMETER}/a`,
      reason: 'because no identity-based policy allows the ssm:GetParameter action',
      operation: 'ssm:GetParameter',
      // The SDK asks again, since its own clock is not the cloud's.
      times: expect.any(Number),
    },
  ]);
});

test('trust, resource policies and policies of other stacks are on record by what they hang on', async () => {
  const statement = lets('sns.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), { Ref: 'Topic' });
  await stage.deployAll({
    roles: {
      Resources: { Reader: role('states.amazonaws.com') },
      Outputs: { Name: { Value: { Ref: 'Reader' }, Export: { Name: 'reader' } } },
    },
    app: {
      dependsOn: ['roles'],
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        ...queueWith([statement]),
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf('Queue') },
        },
        Grant: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'grant',
            PolicyDocument: { Statement: [allow('sqs:SendMessage', arnOf('Queue'))] },
            Roles: [{ 'Fn::ImportValue': 'reader' }],
          },
        },
      },
    },
  });
  await stage.cloud.client(SNSClient).send(new PublishCommand({ TopicArn: stage.ref('Topic'), Message: 'hello' }));
  await pass(stage, 1);
  const { grants } = await record();
  const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:{Queue}';
  expect(grants.map(({ logicalId, kind, holder, uses }) => ({ logicalId, kind, holder, uses }))).toEqual([
    { logicalId: 'Reader', kind: 'trust', holder: 'roles/Reader', uses: [] },
    {
      logicalId: 'QueuePolicy',
      kind: 'resource',
      holder: 'app/Queue',
      uses: [{ action: 'sqs:SendMessage', resource: QUEUE, times: 1, alone: 1 }],
    },
    { logicalId: 'Grant', kind: 'identity', holder: 'roles/Reader', uses: [] },
  ]);
});

test('a name that two resources share is that of the one which it is the whole name of', async () => {
  await stage.deploy({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'shared-name' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'shared-name' } },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'shared-name', Type: 'String', Value: '1' } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/shared-name' } },
    Reader: role('lambda.amazonaws.com', [allow('ssm:GetParameter', `${PARAMETER}/shared-name`)]),
  });
  const { grants } = await record();
  expect(grants.at(-1)?.resources).toEqual([`${PARAMETER}/{Parameter}`]);
});

test('what the operator does is nobody’s use of a grant', async () => {
  await stage.deploy({ Reader: role('lambda.amazonaws.com', [allow('ssm:*')]) });
  await stage.cloud.client(SSMClient).send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String' }));
  const { grants, denials } = await record();
  expect(grants.flatMap(({ uses }) => uses)).toEqual([]);
  expect(denials).toEqual([]);
});
