import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Resources, Stage } from '../cloudformation/support/stage';
import { allow, arnOf, role } from './roles';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
});
afterEach(() => stage.close());

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
  const invoke = (roleArn?: string) => {
    const lambda = stage.cloud.client(LambdaClient, roleArn);
    return stage.cloud
      .virtualClock()
      .drive('invoke', () => lambda.send(new InvokeCommand({ FunctionName: stage.ref('Function') })));
  };

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
    const call = (logicalId: string) => invoke(`arn:aws:iam::000000000000:role/${stage.ref(logicalId)}`);
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
