import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Stage } from '../cloudformation/support/stage';
import { role } from './roles';

const HOME = 'us-east-1:000000000000';
let stage: Stage;
let roleArn: string;

beforeAll(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
  await stage.deploy({
    Role: role('lambda.amazonaws.com', [
      { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
      { Effect: 'Deny', Action: 'sns:Publish', Resource: `arn:aws:sns:${HOME}:secret` },
    ]),
  });
  roleArn = `arn:aws:iam::000000000000:role/${stage.ref('Role')}`;
});
afterAll(() => stage.close());

type Failure = Error & { readonly $metadata: { readonly httpStatusCode: number } };
const failure = (call: Promise<unknown>): Promise<Failure> =>
  call.then(
    () => Promise.reject(new Error('It was allowed')),
    (error: Failure) => error,
  );

/** Each in the service's own words and with its own code, as AWS gives them. */
test.each<[string, (make: Stage['cloud'], arn: string) => Promise<unknown>, string, number, string, string]>([
  [
    'lambda',
    (cloud, arn) => cloud.client(LambdaClient, arn).send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live' })),
    'AccessDeniedException',
    403,
    'lambda:UpdateAlias',
    `arn:aws:lambda:${HOME}:function:f`,
  ],
  [
    'dynamodb',
    (cloud, arn) =>
      cloud.client(DynamoDBClient, arn).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
    'AccessDeniedException',
    400,
    'dynamodb:GetItem',
    `arn:aws:dynamodb:${HOME}:table/t`,
  ],
  [
    'sqs',
    (cloud, arn) =>
      cloud.client(SQSClient, arn).send(new SendMessageCommand({ QueueUrl: 'http://here/0/q', MessageBody: 'm' })),
    'AccessDenied',
    403,
    'sqs:sendmessage',
    `arn:aws:sqs:${HOME}:q`,
  ],
  [
    'cloudwatch',
    (cloud, arn) => cloud.client(CloudWatchClient, arn).send(new DescribeAlarmsCommand({ AlarmNames: ['a'] })),
    'AccessDenied',
    403,
    'cloudwatch:DescribeAlarms',
    `arn:aws:cloudwatch:${HOME}:alarm:a`,
  ],
  [
    'ssm',
    (cloud, arn) => cloud.client(SSMClient, arn).send(new GetParameterCommand({ Name: '/a/b' })),
    'AccessDeniedException',
    400,
    'ssm:GetParameter',
    `arn:aws:ssm:${HOME}:parameter/a/b`,
  ],
  [
    'states',
    (cloud, arn) =>
      cloud
        .client(SFNClient, arn)
        .send(new StartExecutionCommand({ stateMachineArn: `arn:aws:states:${HOME}:stateMachine:m` })),
    'AccessDeniedException',
    400,
    'states:StartExecution',
    `arn:aws:states:${HOME}:stateMachine:m`,
  ],
  [
    'events',
    (cloud, arn) => cloud.client(EventBridgeClient, arn).send(new PutEventsCommand({ Entries: [{ Source: 's' }] })),
    'AccessDeniedException',
    400,
    'events:PutEvents',
    `arn:aws:events:${HOME}:event-bus/default`,
  ],
  [
    'logs',
    (cloud, arn) =>
      cloud
        .client(CloudWatchLogsClient, arn)
        .send(new CreateLogStreamCommand({ logGroupName: 'g', logStreamName: 's' })),
    'AccessDeniedException',
    400,
    'logs:CreateLogStream',
    `arn:aws:logs:${HOME}:log-group:g:log-stream:s`,
  ],
  [
    'cloudformation',
    (cloud, arn) => cloud.client(CloudFormationClient, arn).send(new DescribeStacksCommand({ StackName: 'app' })),
    'AccessDenied',
    403,
    'cloudformation:DescribeStacks',
    `arn:aws:cloudformation:${HOME}:stack/app/*`,
  ],
  [
    'apigateway',
    (cloud, arn) => cloud.client(ApiGatewayV2Client, arn).send(new GetApisCommand({})),
    'AccessDeniedException',
    403,
    'apigateway:GET',
    'arn:aws:apigateway:us-east-1::/apis',
  ],
])('%s says what is missing', async (_service, call, name, status, action, resource) => {
  const error = await failure(call(stage.cloud, roleArn));
  expect({ name: error.name, status: error.$metadata.httpStatusCode, message: error.message }).toEqual({
    name,
    status,
    message:
      `User: arn:aws:sts::000000000000:assumed-role/${stage.ref('Role')}/client is not authorized to perform: ` +
      `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });
});

test('an explicit deny is called so, and wins', async () => {
  const sns = stage.cloud.client(SNSClient, roleArn);
  const error = await failure(sns.send(new PublishCommand({ TopicArn: `arn:aws:sns:${HOME}:secret`, Message: 'm' })));
  expect(error).toMatchObject({
    name: 'AuthorizationErrorException',
    $metadata: { httpStatusCode: 403 },
    message: expect.stringMatching(
      /is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:000000000000:secret with an explicit deny in an identity-based policy$/,
    ),
  });
});

test('what is allowed goes through to the operation', async () => {
  const sns = stage.cloud.client(SNSClient, roleArn);
  const error = await failure(sns.send(new PublishCommand({ TopicArn: `arn:aws:sns:${HOME}:t`, Message: 'm' })));
  expect(error.message).toBe('Topic does not exist');
});

test('everybody may ask who they are', async () => {
  const { Arn } = await stage.cloud.client(STSClient, roleArn).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(`arn:aws:sts::000000000000:assumed-role/${stage.ref('Role')}/client`);
});

test('the operator is the administrator of the account', async () => {
  const error = await failure(stage.cloud.client(SSMClient).send(new GetParameterCommand({ Name: '/a/b' })));
  expect(error.name).toBe('ParameterNotFound');
});

test('while authorization is only recorded, nothing is denied', async () => {
  const recording = await Stage.open({ authorization: 'record' });
  const ssm = recording.cloud.client(SSMClient, roleArn);
  expect((await failure(ssm.send(new GetParameterCommand({ Name: '/a/b' })))).name).toBe('ParameterNotFound');
  await recording.close();
});
