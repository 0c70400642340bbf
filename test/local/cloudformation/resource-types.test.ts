import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ResourceType } from '../../../local/cloudformation/resource-type';
import type { ServiceName } from '../../../local/kernel/platform';
import { type Resources, Stage } from './support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

const allTypes = (): ResourceType[] => [...stage.cloud.services.cloudformation.types.values()];

describe('every resource type', () => {
  /** AWS's own specification of the resource types, as the CDK's command line brings it along. */
  interface Specification {
    readonly cloudFormationType: string;
    readonly properties: Readonly<Record<string, { readonly causesReplacement?: string }>>;
  }

  function specifications(): ReadonlyMap<string, Specification> {
    const file = join(__dirname, '../../../node_modules/aws-cdk/db.json.gz');
    const { schema } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
    const all: Specification[] = Object.values(schema.resource.entities ?? schema.resource);
    return new Map(all.map((one) => [one.cloudFormationType, one]));
  }

  it('replaces on a change of the properties that AWS replaces on, and of no others', () => {
    const specified = specifications();
    const here = allTypes().map(({ type, replacement }) => [type, [...replacement].sort()]);
    const documented = allTypes().map(({ type, properties }) => {
      const known = specified.get(type)?.properties ?? {};
      return [type, properties.filter((name) => known[name]?.causesReplacement === 'yes').sort()];
    });
    expect(here).toEqual(documented);
  });

  it('has only properties that AWS has', () => {
    const specified = specifications();
    const unknown = allTypes().flatMap(({ type, properties, withoutEffect = {} }) =>
      [...properties, ...Object.keys(withoutEffect)]
        // The CDK's own type is in no specification.
        .filter((name) => type !== 'AWS::CDK::Metadata' && specified.get(type)?.properties[name] === undefined)
        .map((name) => `${type} ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('says how it updates, unless every change replaces it', () => {
    const silent = allTypes().filter(
      ({ properties, withoutEffect = {}, replacement, update }) =>
        update === undefined &&
        [...properties, ...Object.keys(withoutEffect)].some((name) => !replacement.includes(name)),
    );
    expect(silent.map(({ type }) => type)).toEqual([]);
  });
});

/** Calls an operation as the operator. */
// biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
async function ask(service: ServiceName, operation: string, input: object): Promise<any> {
  const run = stage.cloud.services.all.find(({ name }) => name === service)?.operations[operation];
  if (run === undefined) throw new Error(`There is no ${service}:${operation}`);
  return run(input, { principal: { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/o' }, requestId: 'r' });
}

const resource = (Type: string, Properties: Record<string, unknown>) => ({ Type, Properties });
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

describe('updated in place', () => {
  /** Deploys both one after the other; the resource X stays the same one. */
  async function update(type: string, before: object, after: object, others: Resources = {}): Promise<string> {
    await stage.deploy({ ...others, X: resource(type, { ...before }) });
    const ref = stage.ref('X');
    await stage.deploy({ ...others, X: resource(type, { ...after }) });
    expect(stage.ref('X')).toBe(ref);
    return ref;
  }

  it('a log group gets another retention, or none', async () => {
    const logGroupNamePrefix = await update('AWS::Logs::LogGroup', { RetentionInDays: 7 }, { RetentionInDays: '30' });
    const [group] = (await ask('logs', 'DescribeLogGroups', { logGroupNamePrefix })).logGroups;
    expect(group).toMatchObject({ retentionInDays: 30 });
    await stage.deploy({ X: resource('AWS::Logs::LogGroup', {}) });
    const [without] = (await ask('logs', 'DescribeLogGroups', { logGroupNamePrefix })).logGroups;
    expect(without).not.toHaveProperty('retentionInDays');
  });

  it('a topic gets other attributes and subscriptions, and keeps those of others', async () => {
    const queues = { A: resource('AWS::SQS::Queue', {}), B: resource('AWS::SQS::Queue', {}) };
    const subscribed = (queue: string) => ({ Subscription: [{ Protocol: 'sqs', Endpoint: arnOf(queue) }] });
    await stage.deploy({ ...queues, X: resource('AWS::SNS::Topic', { DisplayName: 'one', ...subscribed('A') }) });
    const TopicArn = stage.ref('X');
    await ask('sns', 'Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' });
    await stage.deploy({ ...queues, X: resource('AWS::SNS::Topic', subscribed('B')) });
    expect((await ask('sns', 'GetTopicAttributes', { TopicArn })).Attributes).toMatchObject({ DisplayName: '' });
    const { Subscriptions } = await ask('sns', 'ListSubscriptionsByTopic', { TopicArn });
    expect(Subscriptions.map(({ Endpoint }: { Endpoint: string }) => Endpoint.replace(/-\w{12}$/, ''))).toEqual([
      'a@example.com',
      expect.stringMatching(/:app-B$/),
    ]);
  });

  it('policies of topics and queues leave what they are taken from', async () => {
    const others = {
      T1: resource('AWS::SNS::Topic', {}),
      T2: resource('AWS::SNS::Topic', {}),
      Q1: resource('AWS::SQS::Queue', {}),
      Q2: resource('AWS::SQS::Queue', {}),
    };
    const policies = (topic: string, queue: string, PolicyDocument: object): Resources => ({
      ...others,
      X: resource('AWS::SNS::TopicPolicy', { Topics: [{ Ref: topic }], PolicyDocument }),
      Y: resource('AWS::SQS::QueuePolicy', { Queues: [{ Ref: queue }], PolicyDocument }),
    });
    await stage.deploy(policies('T1', 'Q1', { Version: '2012-10-17', Statement: [] }));
    await stage.deploy(policies('T2', 'Q2', { Version: '2012-10-17', Id: 'new', Statement: [] }));
    const policyOfTopic = async (id: string) =>
      (await ask('sns', 'GetTopicAttributes', { TopicArn: stage.ref(id) })).Attributes.Policy;
    const policyOfQueue = async (id: string) =>
      (await ask('sqs', 'GetQueueAttributes', { QueueUrl: stage.ref(id), AttributeNames: ['All'] })).Attributes.Policy;
    expect(await policyOfTopic('T1')).toContain('__default_policy_ID');
    expect(await policyOfQueue('Q1')).toBeUndefined();
    expect(await policyOfTopic('T2')).toContain('new');
    expect(await policyOfQueue('Q2')).toContain('new');
  });

  it('a subscription becomes raw', async () => {
    const others = { T: resource('AWS::SNS::Topic', {}), Q: resource('AWS::SQS::Queue', {}) };
    const properties = { TopicArn: { Ref: 'T' }, Protocol: 'sqs', Endpoint: arnOf('Q') };
    const SubscriptionArn = await update(
      'AWS::SNS::Subscription',
      properties,
      { ...properties, RawMessageDelivery: true },
      others,
    );
    expect((await ask('sns', 'GetSubscriptionAttributes', { SubscriptionArn })).Attributes).toMatchObject({
      RawMessageDelivery: 'true',
    });
  });

  it('an alarm is put anew as a whole, and keeps its state', async () => {
    const alarm = {
      Namespace: 'N',
      MetricName: 'M',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    };
    const before = { ...alarm, Threshold: 1, AlarmDescription: 'one' };
    await stage.deploy({ X: resource('AWS::CloudWatch::Alarm', before) });
    const AlarmNames = [stage.ref('X')];
    const [first] = (await ask('cloudwatch', 'DescribeAlarms', { AlarmNames })).MetricAlarms;
    await stage.deploy({ X: resource('AWS::CloudWatch::Alarm', { ...alarm, Threshold: '2' }) });
    const [second] = (await ask('cloudwatch', 'DescribeAlarms', { AlarmNames })).MetricAlarms;
    expect(second).toMatchObject({ Threshold: 2 });
    expect(second.AlarmDescription).toBeUndefined();
    expect(second.StateTransitionedTimestamp).toEqual(first.StateTransitionedTimestamp);
  });

  it('a dashboard gets another body', async () => {
    const DashboardName = await update(
      'AWS::CloudWatch::Dashboard',
      { DashboardBody: '{"widgets":[]}' },
      { DashboardBody: '{"start":"-PT1H","widgets":[]}' },
    );
    expect((await ask('cloudwatch', 'GetDashboard', { DashboardName })).DashboardBody).toContain('-PT1H');
  });

  it('a parameter gets a new version, and its readers the new value', async () => {
    const Name = await update(
      'AWS::SSM::Parameter',
      { Type: 'String', Value: 'a' },
      { Type: 'String', Value: 'b' },
      {},
    );
    expect((await ask('ssm', 'GetParameter', { Name })).Parameter).toMatchObject({ Value: 'b', Version: 2 });
    expect(stage.stack().resource('X')?.attributes).toMatchObject({ Value: 'b' });
  });

  it('a rule gets another pattern and other targets; new targets alone do not begin its schedule anew', async () => {
    const queues = { A: resource('AWS::SQS::Queue', {}), B: resource('AWS::SQS::Queue', {}) };
    const rule = (more: object) =>
      resource('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', ...more });
    const target = (queue: string, Id = queue) => ({ Targets: [{ Id, Arn: arnOf(queue) }] });
    await stage.deploy({ ...queues, X: rule(target('A')) });
    const begin = stage.cloud.clock.now();
    await stage.cloud.virtualClock().advanceTo(begin + 30_000);
    await stage.deploy({ ...queues, X: rule(target('B')) });
    await stage.cloud.virtualClock().advanceTo(begin + 61_000);
    const { Messages = [] } = await ask('sqs', 'ReceiveMessage', { QueueUrl: stage.ref('B') });
    expect(Messages).toHaveLength(1);
    await stage.deploy({
      ...queues,
      X: resource('AWS::Events::Rule', { EventPattern: { source: ['a'] }, State: 'DISABLED', ...target('A', 'new') }),
    });
    const Name = stage.ref('X');
    expect(await ask('events', 'DescribeRule', { Name })).toMatchObject({
      State: 'DISABLED',
      EventPattern: '{"source":["a"]}',
    });
    expect((await ask('events', 'ListTargetsByRule', { Rule: Name })).Targets).toMatchObject([{ Id: 'new' }]);
  });

  it('a state machine gets another definition, and its revision shows', async () => {
    const machine = (Result: string) => ({
      DefinitionString:
        '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"${Out}","End":true}}}',
      DefinitionSubstitutions: { Out: Result },
      RoleArn: 'arn:aws:iam::000000000000:role/machine',
    });
    const type = 'AWS::StepFunctions::StateMachine';
    const stateMachineArn = await update(type, machine('one'), machine('two'));
    expect((await ask('states', 'DescribeStateMachine', { stateMachineArn })).definition).toContain('"two"');
    expect(stage.stack().resource('X')?.attributes.StateMachineRevisionId).not.toBe('INITIAL');
    await stage.deploy({ X: resource(type, { ...machine('two'), StateMachineType: 'EXPRESS' }) });
    expect(stage.ref('X')).not.toBe(stateMachineArn);
    expect((await ask('states', 'ListStateMachines', {})).stateMachines).toHaveLength(1);
  });

  it('a state machine may be defined as a part of the template', async () => {
    const Definition = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    const machine = { Definition, RoleArn: 'arn:aws:iam::000000000000:role/machine' };
    await stage.deploy({ X: resource('AWS::StepFunctions::StateMachine', machine) });
    const { definition } = await ask('states', 'DescribeStateMachine', { stateMachineArn: stage.ref('X') });
    expect(JSON.parse(definition)).toEqual(Definition);
    const both = { ...machine, DefinitionString: JSON.stringify(Definition) };
    await expect(stage.deploy({ X: resource('AWS::StepFunctions::StateMachine', both) })).rejects.toThrow(
      'exactly one of Definition and DefinitionString',
    );
  });

  it('asynchronous invocation is set for a function, changed, and is as usual without', async () => {
    const config = (more: object) => ({
      F: resource('AWS::Lambda::Function', {
        Code: stage.codeOf('exports.handler = async () => 1'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::000000000000:role/f',
        FunctionName: 'f',
      }),
      X: resource('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: 'F' }, Qualifier: '$LATEST', ...more }),
    });
    const get = () => ask('lambda', 'GetFunctionEventInvokeConfig', { FunctionName: 'f' });
    await stage.deploy(config({ MaximumRetryAttempts: '0' }));
    expect(stage.ref('X')).toBe('f|$LATEST');
    expect(await get()).toMatchObject({ MaximumRetryAttempts: 0 });
    await stage.deploy(config({ MaximumEventAgeInSeconds: 60 }));
    expect(await get()).toMatchObject({ MaximumEventAgeInSeconds: 60 });
    expect(await get()).not.toHaveProperty('MaximumRetryAttempts', 0);
    const { F } = config({});
    await stage.deploy({ F });
    await expect(get()).rejects.toThrow("doesn't have an EventInvokeConfig");
  });

  it('an alias of a state machine is moved to another version', async () => {
    const machine = {
      DefinitionString: '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
      RoleArn: 'arn:aws:iam::000000000000:role/machine',
    };
    const deploy = async (output: string) => {
      const DefinitionString = machine.DefinitionString.replace('"Succeed"', `"Succeed","Output":"${output}"`);
      await stage.deploy({
        M: resource('AWS::StepFunctions::StateMachine', { ...machine, DefinitionString }),
        [`V${output}`]: resource('AWS::StepFunctions::StateMachineVersion', {
          StateMachineArn: { Ref: 'M' },
          StateMachineRevisionId: { 'Fn::GetAtt': ['M', 'StateMachineRevisionId'] },
          Description: output,
        }),
        L: resource('AWS::StepFunctions::StateMachineAlias', {
          Name: 'live',
          RoutingConfiguration: [{ StateMachineVersionArn: { Ref: `V${output}` }, Weight: 100 }],
        }),
      });
      return ask('states', 'DescribeStateMachineAlias', { stateMachineAliasArn: stage.ref('L') });
    };
    const weights = (number: number) => [{ stateMachineVersionArn: `${stage.ref('M')}:${number}`, weight: 100 }];
    expect((await deploy('one')).routingConfiguration).toEqual(weights(1));
    const moved = await deploy('two');
    expect(moved.stateMachineAliasArn).toBe(`${stage.ref('M')}:live`);
    expect(moved.routingConfiguration).toEqual(weights(2));
    const { stateMachineVersions } = await ask('states', 'ListStateMachineVersions', {
      stateMachineArn: stage.ref('M'),
    });
    expect(stateMachineVersions).toHaveLength(1);
  });

  it('a table may be protected from deletion', async () => {
    const table = {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    const type = 'AWS::DynamoDB::Table';
    const TableName = await update(type, table, { ...table, DeletionProtectionEnabled: 'true' });
    await expect(ask('dynamodb', 'DeleteTable', { TableName })).rejects.toThrow('currently protected against deletion');
  });

  it('a role gets and loses policies', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const allow = (action: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
    });
    const withPolicy = (action: string): Resources => ({
      X: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trust }),
      P: resource('AWS::IAM::Policy', { PolicyName: 'p', PolicyDocument: allow(action), Roles: [{ Ref: 'X' }] }),
    });
    const identity = () => {
      const arn = String(stage.stack().resource('X')?.attributes.Arn);
      return JSON.stringify(stage.cloud.services.iam.roles.find(arn)?.identity);
    };
    await stage.deploy(withPolicy('ssm:GetParameter'));
    await stage.deploy(withPolicy('ssm:PutParameter'));
    expect(identity()).toContain('ssm:PutParameter');
    expect(identity()).not.toContain('ssm:GetParameter');
    await stage.deploy({ X: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trust }) });
    expect(identity()).toBe('[]');
  });
});

describe('an HTTP API in front of a function', () => {
  const api = (answer: string, routeKey: string, more: Record<string, unknown> = {}): Resources => ({
    Function: resource('AWS::Lambda::Function', {
      Code: stage.codeOf(`exports.handler = async () => ${JSON.stringify(answer)}`),
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/f',
    }),
    Api: resource('AWS::ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP', ...more }),
    Integration: resource('AWS::ApiGatewayV2::Integration', {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf('Function'),
      PayloadFormatVersion: '2.0',
    }),
    Route: resource('AWS::ApiGatewayV2::Route', {
      ApiId: { Ref: 'Api' },
      RouteKey: routeKey,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    }),
    Stage: resource('AWS::ApiGatewayV2::Stage', { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true }),
    Permission: resource('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Function' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/*${routeKey.replace(/^\S+ /, '')}`,
      },
    }),
  });

  async function get(path: string): Promise<{ status: number; text: string }> {
    const url = String(stage.stack().resource('Api')?.attributes.ApiEndpoint);
    const response = await stage.cloud.virtualClock().drive('get', () => stage.cloud.fetch(`${url}${path}`));
    return { status: response.status, text: await response.text() };
  }

  it('gets other code, another route and the permission for it', async () => {
    await stage.deploy(api('one', 'GET /old'));
    expect(await get('/old')).toEqual({ status: 200, text: 'one' });
    await stage.deploy(api('two', 'GET /new', { Description: 'changed' }));
    expect(await get('/new')).toEqual({ status: 200, text: 'two' });
    expect((await get('/old')).status).toBe(404);
    expect(await ask('apigatewayv2', 'GetApi', { ApiId: stage.ref('Api') })).toMatchObject({ Description: 'changed' });
    const { Policy } = await ask('lambda', 'GetPolicy', { FunctionName: stage.ref('Function') });
    expect(JSON.parse(Policy).Statement).toHaveLength(1);
  });

  it.each(['Route', 'Stage'])(
    'does not take over a %s under another name, which would go with the old one',
    async (name) => {
      const before = api('one', 'GET /old');
      await stage.deploy(before);
      const { [name]: renamed, ...rest } = before;
      const error = await stage.failure({ ...rest, Renamed: renamed as object } as Resources);
      expect(error.message).toMatch(/already exists/);
      expect(await get('/old')).toEqual({ status: 200, text: 'one' });
    },
  );

  it('is held to the limits of calls', async () => {
    const { Integration, ...rest } = api('one', 'GET /old');
    const slow = { ...Integration, Properties: { ...Integration?.Properties, TimeoutInMillis: 60_000 } };
    const error = await stage.failure({ ...rest, Integration: slow } as Resources);
    expect(error.message).toContain('Timeout should be between 50 ms and 30000 ms');
  });

  it('does not lose its stage to a template that has changed what somebody else has deleted', async () => {
    await stage.deploy(api('one', 'GET /old'));
    await ask('apigatewayv2', 'DeleteStage', { ApiId: stage.ref('Api'), StageName: '$default' });
    const log = { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:l', Format: '$context.status' };
    const changed = api('one', 'GET /old');
    const Stage = { ...changed.Stage, Properties: { ...changed.Stage?.Properties, AccessLogSettings: log } };
    const error = await stage.failure({ ...changed, Stage } as Resources);
    expect(error.message).toContain('Invalid stage identifier specified $default');
  });

  it('goes with its stack', async () => {
    await stage.deploy(api('one', 'GET /old'));
    await stage.cloud.delete('app');
    expect((await ask('apigatewayv2', 'GetApis', {})).Items).toEqual([]);
    expect((await ask('lambda', 'ListFunctions', {})).Functions).toEqual([]);
  });
});

it('a deleted stack leaves nothing of any type', async () => {
  await stage.deploy({
    Group: resource('AWS::Logs::LogGroup', {}),
    Topic: resource('AWS::SNS::Topic', {}),
    Queue: resource('AWS::SQS::Queue', {}),
    Subscription: resource('AWS::SNS::Subscription', {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'sqs',
      Endpoint: arnOf('Queue'),
    }),
    Dashboard: resource('AWS::CloudWatch::Dashboard', { DashboardBody: '{"widgets":[]}' }),
    Parameter: resource('AWS::SSM::Parameter', { Type: 'String', Value: 'x' }),
    Rule: resource('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Id: 'a', Arn: arnOf('Queue') }],
    }),
    Alarm: resource('AWS::CloudWatch::Alarm', {
      Namespace: 'N',
      MetricName: 'M',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
    Table: resource('AWS::DynamoDB::Table', {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      DefinitionString: '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
      RoleArn: 'arn:aws:iam::000000000000:role/machine',
    }),
  });
  await stage.cloud.delete('app');
  expect(await ask('logs', 'DescribeLogGroups', {})).toMatchObject({ logGroups: [] });
  expect(await ask('sns', 'ListTopics', {})).toMatchObject({ Topics: [] });
  expect(await ask('sns', 'ListSubscriptions', {})).toMatchObject({ Subscriptions: [] });
  expect(await ask('sqs', 'ListQueues', {})).toEqual({});
  expect(await ask('cloudwatch', 'ListDashboards', {})).toMatchObject({ DashboardEntries: [] });
  expect(await ask('cloudwatch', 'DescribeAlarms', {})).toMatchObject({ MetricAlarms: [] });
  expect(await ask('events', 'ListRules', {})).toMatchObject({ Rules: [] });
  expect(await ask('dynamodb', 'ListTables', {})).toMatchObject({ TableNames: [] });
  expect(await ask('states', 'ListStateMachines', {})).toMatchObject({ stateMachines: [] });
  const { Parameters } = await ask('ssm', 'DescribeParameters', {});
  expect(Parameters.map(({ Name }: { Name: string }) => Name)).toEqual(['/cdk-bootstrap/hnb659fds/version']);
});
