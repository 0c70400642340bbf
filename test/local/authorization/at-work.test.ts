import { CloudWatchClient, DescribeAlarmHistoryCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AuthorizationMode } from '../../../local/authorization/authorizer';
import { type Resources, Stage } from '../cloudformation/support/stage';
import { allow, arnOf, role } from './roles';

let stage: Stage;
const open = async (authorization: AuthorizationMode = 'enforce') => {
  stage = await Stage.open({ authorization });
};
beforeEach(() => open());
afterEach(() => stage.close());

const pass = (seconds: number) => stage.cloud.virtualClock().advanceTo(stage.cloud.clock.now() + seconds * 1000);

const queueWith = (statements: readonly object[]): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue' },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: statements } },
  },
});
const lets = (service: string, action: string, resource: unknown, source?: unknown) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: action,
  Resource: resource,
  ...(source !== undefined && { Condition: { ArnEquals: { 'aws:SourceArn': source } } }),
});
const received = async (logicalId = 'Queue') => {
  const answer = await stage.cloud
    .client(SQSClient)
    .send(new ReceiveMessageCommand({ QueueUrl: stage.ref(logicalId), MessageAttributeNames: ['All'] }));
  return answer.Messages ?? [];
};

describe('a function', () => {
  const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  const functionWith = (statements: readonly object[], more: object = {}, service = 'lambda.amazonaws.com') => ({
    Role: role(service, statements),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g' } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: stage.codeOf('exports.handler = async () => { console.log("I was here"); return 1; }'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arnOf('Role'),
        LoggingConfig: { LogGroup: { Ref: 'Group' } },
        ...more,
      },
    },
  });
  const logged = async () => {
    const answer = await stage.cloud
      .client(CloudWatchLogsClient)
      .send(new FilterLogEventsCommand({ logGroupName: 'g' }));
    return (answer.events ?? []).some(({ message }) => message?.includes('I was here'));
  };
  const invoke = () =>
    stage.cloud.client(LambdaClient).send(new InvokeCommand({ FunctionName: stage.ref('Function') }));

  test.each([
    ['logs as its role', [allow(LOGS, 'arn:aws:logs:us-east-1:000000000000:log-group:g:*')], true],
    ['runs without logs when it may not write them', [], false],
    ['runs without logs when it may not make a stream', [allow('logs:PutLogEvents')], false],
    [
      'runs without logs when it may write elsewhere',
      [allow(LOGS, 'arn:aws:logs:us-east-1:000000000000:log-group:h:*')],
      false,
    ],
  ])('%s', async (_name, statements, has) => {
    await stage.deploy(functionWith(statements));
    expect((await invoke()).FunctionError).toBeUndefined();
    expect(await logged()).toBe(has);
  });

  test('needs a log group that is there, or the permission to make it', async () => {
    const { Group: _, ...without } = functionWith([allow(LOGS)], { LoggingConfig: { LogGroup: 'g' } });
    await stage.deploy(without);
    await invoke();
    await expect(logged()).rejects.toThrow('The specified log group does not exist.');
  });

  test('is not made with a role that does not trust Lambda', async () => {
    const error = await stage.failure(functionWith([], {}, 'states.amazonaws.com'));
    expect(error.message).toContain('The role defined for the function cannot be assumed by Lambda.');
  });

  test('is not made traced with a role that may not write traces', async () => {
    const traced = { TracingConfig: { Mode: 'Active' } };
    const error = await stage.failure(functionWith([], traced));
    expect(error.message).toContain('does not have permissions to call PutTraceSegments on XRAY');
    await stage.deploy(functionWith([allow('xray:PutTraceSegments')], traced));
  });

  test('is called by those only whom it or their role lets', async () => {
    await stage.deploy({
      ...functionWith([]),
      Caller: role('states.amazonaws.com', [allow('lambda:InvokeFunction', arnOf('Function'))]),
      Other: role('states.amazonaws.com'),
    });
    const call = (logicalId: string) => {
      const arn = `arn:aws:iam::000000000000:role/${stage.ref(logicalId)}`;
      return stage.cloud.client(LambdaClient, arn).send(new InvokeCommand({ FunctionName: stage.ref('Function') }));
    };
    expect((await call('Caller')).StatusCode).toBe(200);
    await expect(call('Other')).rejects.toThrow('no identity-based policy allows the lambda:InvokeFunction action');
  });
});

describe('an HTTP API', () => {
  const api = (permission?: object): Resources => ({
    Role: role('lambda.amazonaws.com'),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: stage.codeOf('exports.handler = async () => ({ ok: true })'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arnOf('Role'),
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arnOf('Function'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'GET /health',
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    ...(permission !== undefined && {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: { Ref: 'Function' }, Action: 'lambda:InvokeFunction', ...permission },
      },
    }),
  });
  const source = (path: string) => ({
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': `arn:aws:execute-api:us-east-1:000000000000:\${Api}/${path}` },
  });

  test.each<[string, number, object | undefined]>([
    ['with the permission for the route', 200, source('*/*/health')],
    ['with the permission for any route', 200, source('*/*')],
    ['without a permission', 500, undefined],
    ['with the permission for another route', 500, source('*/*/other')],
    ['with the permission of another service', 500, { Principal: 'sns.amazonaws.com' }],
  ])('%s answers %s', async (_name, status, permission) => {
    await stage.deploy(api(permission));
    const { endpoint } = stage.cloud;
    const answer = await stage.cloud
      .virtualClock()
      .drive('user', () => stage.cloud.fetch(`${endpoint}/_api/${stage.ref('Api')}/health`));
    expect(answer.status).toBe(status);
  });
});

describe('a topic', () => {
  const subscribed = (statements: readonly object[]): Resources => ({
    Topic: { Type: 'AWS::SNS::Topic' },
    ...queueWith(statements),
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf('Queue') },
    },
  });
  const publish = async () => {
    await stage.cloud.client(SNSClient).send(new PublishCommand({ TopicArn: stage.ref('Topic'), Message: 'hello' }));
    await pass(1);
  };

  test('reaches a queue that lets it', async () => {
    await stage.deploy(subscribed([lets('sns.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), { Ref: 'Topic' })]));
    await publish();
    expect(await received()).toHaveLength(1);
  });

  test('does not reach a queue that lets another topic', async () => {
    await stage.deploy(
      subscribed([
        lets('sns.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), 'arn:aws:sns:us-east-1:000000000000:other'),
      ]),
    );
    await publish();
    expect(await received()).toHaveLength(0);
  });
});

describe('an alarm', () => {
  const alarm: Resources = {
    Topic: { Type: 'AWS::SNS::Topic' },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'bad',
        AlarmActions: [{ Ref: 'Topic' }],
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'm',
        Namespace: 'N',
        Period: 60,
        Statistic: 'Sum',
        Threshold: 0,
      },
    },
  };
  const topicPolicy = (service: string): Resources => ({
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: { Statement: [lets(service, 'sns:Publish', { Ref: 'Topic' })] },
      },
    },
  });
  const ring = async () => {
    const cloudwatch = stage.cloud.client(CloudWatchClient);
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'm', Value: 1 }] }));
    await pass(120);
    const { AlarmHistoryItems = [] } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'bad', HistoryItemType: 'Action' }),
    );
    return AlarmHistoryItems.map(({ HistorySummary, HistoryData }) => `${HistorySummary} ${HistoryData}`).join();
  };

  test.each<[string, Resources]>([
    ['publishes to a topic that nobody has given a policy', {}],
    ['publishes to a topic that lets CloudWatch', topicPolicy('cloudwatch.amazonaws.com')],
  ])('%s', async (_name, more) => {
    await stage.deploy({ ...alarm, ...more });
    expect(await ring()).toContain('Successfully executed action');
    expect(stage.cloud.services.sns.published()).toHaveLength(1);
  });

  test('has in its history that a topic does not let CloudWatch', async () => {
    await stage.deploy({ ...alarm, ...topicPolicy('events.amazonaws.com') });
    expect(await ring()).toContain(
      'Resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:bad is not authorized to perform: SNS:Publish on resource: ' +
        `${stage.ref('Topic')} because no resource-based policy allows the SNS:Publish action`,
    );
    expect(stage.cloud.services.sns.published()).toHaveLength(0);
  });
});

describe('a rule', () => {
  const DEFINITION = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  });
  const starting = (roleOfRule: object): Resources => ({
    MachineRole: role('states.amazonaws.com'),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: DEFINITION, RoleArn: arnOf('MachineRole') },
    },
    StartRole: roleOfRule as Resources[string],
    Queue: { Type: 'AWS::SQS::Queue' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['test'] },
        Targets: [
          { Id: 't', Arn: { Ref: 'Machine' }, RoleArn: arnOf('StartRole'), DeadLetterConfig: { Arn: arnOf('Queue') } },
        ],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: { Statement: [lets('events.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), arnOf('Rule'))] },
      },
    },
  });
  const emit = async () => {
    const Entries = [{ Source: 'test', DetailType: 'd', Detail: '{}' }];
    await stage.cloud.client(EventBridgeClient).send(new PutEventsCommand({ Entries }));
    await pass(5);
  };
  const executions = async () => {
    const sfn = stage.cloud.client(SFNClient);
    return (await sfn.send(new ListExecutionsCommand({ stateMachineArn: stage.ref('Machine') }))).executions ?? [];
  };

  test('starts a machine as the role of its target', async () => {
    await stage.deploy(starting(role('events.amazonaws.com', [allow('states:StartExecution', { Ref: 'Machine' })])));
    await emit();
    expect(await executions()).toHaveLength(1);
    expect(await received()).toHaveLength(0);
  });

  test('sends to its dead-letter queue what the role may not start, at once', async () => {
    await stage.deploy(starting(role('events.amazonaws.com')));
    await emit();
    expect(await executions()).toHaveLength(0);
    const [message] = await received();
    expect(message?.MessageAttributes?.RETRY_ATTEMPTS?.StringValue).toBe('0');
    expect(message?.MessageAttributes?.ERROR_MESSAGE?.StringValue).toContain('states:StartExecution on resource');
  });

  test('is not made with a role that does not trust EventBridge', async () => {
    const error = await stage.failure(starting(role('states.amazonaws.com')));
    expect(error.message).toMatch(/Provided role '.*' cannot be assumed by principal 'events.amazonaws.com'/);
  });

  test.each([
    ['reaches a queue that lets the rule', arnOf('Rule'), 1],
    ['does not reach a queue that lets another rule', 'arn:aws:events:us-east-1:000000000000:rule/other', 0],
  ])('%s', async (_name, source, count) => {
    await stage.deploy({
      ...queueWith([lets('events.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), source)]),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['test'] }, Targets: [{ Id: 't', Arn: arnOf('Queue') }] },
      },
    });
    await emit();
    expect(await received()).toHaveLength(count);
  });
});

describe('a state machine', () => {
  const DEFINITION = {
    QueryLanguage: 'JSONata',
    StartAt: 'Send',
    States: {
      Send: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { QueueUrl: '${Queue}', MessageBody: 'hello' },
        End: true,
      },
    },
  };
  const machine = (roleOfMachine: object, more: object = {}): Resources => ({
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: roleOfMachine as Resources[string],
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/vendedlogs/states/m' } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: JSON.stringify(DEFINITION),
        DefinitionSubstitutions: { Queue: { Ref: 'Queue' } },
        RoleArn: arnOf('Role'),
        ...more,
      },
    },
  });
  const run = async () => {
    const { StartExecutionCommand } = await import('@aws-sdk/client-sfn');
    const sfn = stage.cloud.client(SFNClient);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: stage.ref('Machine') }));
    await pass(5);
    return sfn.send(new DescribeExecutionCommand({ executionArn }));
  };

  test('works as its role', async () => {
    await stage.deploy(machine(role('states.amazonaws.com', [allow('sqs:SendMessage', arnOf('Queue'))])));
    expect((await run()).status).toBe('SUCCEEDED');
    expect(await received()).toHaveLength(1);
  });

  test('fails where its role may not', async () => {
    await stage.deploy(machine(role('states.amazonaws.com')));
    expect(await run()).toMatchObject({
      status: 'FAILED',
      error: 'SQS.AmazonSQSException',
      cause: expect.stringContaining(
        'no identity-based policy allows the sqs:sendmessage action (Service: AmazonSQS; Status Code: 403',
      ),
    });
  });

  test('is not made with a role that does not trust Step Functions', async () => {
    const error = await stage.failure(machine(role('events.amazonaws.com')));
    expect(error.message).toContain('Neither the global service principal states.amazonaws.com, nor the regional one');
  });

  test('is not made logging with a role that may not deliver logs', async () => {
    const LoggingConfiguration = {
      Level: 'ALL',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('Group') } }],
    };
    const error = await stage.failure(machine(role('states.amazonaws.com'), { LoggingConfiguration }));
    expect(error.message).toContain('The state machine IAM Role is not authorized to access the Log Destination');
  });
});

describe('while authorization is only recorded', () => {
  test('what nobody has allowed is done', async () => {
    await stage.close();
    await open('record');
    await stage.deploy({
      Topic: { Type: 'AWS::SNS::Topic' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf('Queue') },
      },
    });
    await stage.cloud.client(SNSClient).send(new PublishCommand({ TopicArn: stage.ref('Topic'), Message: 'hello' }));
    await pass(1);
    expect(await received()).toHaveLength(1);
  });
});

test('a policy that is not understood is refused when the template is loaded, before anything is made', async () => {
  const error = await stage.failure({
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: role('lambda.amazonaws.com', [
      { ...allow('s3:GetObject'), Condition: { IpAddress: { 'aws:SourceIp': '1.2.3.4/8' } } },
    ]),
  });
  expect(error.message).toContain('the condition operator IpAddress in AWS::IAM::Role (Role)');
  expect(error.message).toContain('the condition key aws:SourceIp in AWS::IAM::Role (Role)');
  expect(stage.cloud.services.cloudformation.stacks()).toEqual([]);
});

test('a policy that is not understood is refused when it is set by a call', async () => {
  await stage.deploy({ Queue: { Type: 'AWS::SQS::Queue' } });
  const { SetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const sqs = stage.cloud.client(SQSClient);
  const put = (Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: stage.ref('Queue'), Attributes: { Policy } }));
  const NotPrincipal = { Statement: { ...allow('sqs:SendMessage'), Principal: '*', NotPrincipal: { AWS: '1' } } };
  await expect(put(JSON.stringify(NotPrincipal))).rejects.toThrow('the policy element NotPrincipal');
  await expect(put('{')).rejects.toThrow('Invalid value for the parameter Policy.');
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stage.ref('Queue'), AttributeNames: ['All'] }),
  );
  expect(Attributes?.Policy).toBeUndefined();
});
