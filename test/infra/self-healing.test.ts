import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, type AlarmBase, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role } from 'aws-cdk-lib/aws-iam';
import { type Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { POLICY_DEFAULTS, type Policy } from '../../functions/policy';
import { parsePolicy } from '../../functions/policy-schema';
import type { Actor, HealerRef } from '../../infra/healer-ref';
import { preflightEvent } from '../../infra/preflight-event';
import { SelfHealing, type SelfHealingProps } from '../../infra/self-healing';
import { flatten, listed, makeApp, resource, resources, statements, synth } from './support/synth';

const { service, healer } = synth();

/** Intrinsics at the length that their values have on AWS. */
const resolved = (_key: string, value: unknown): unknown =>
  isIntrinsic(value)
    ? flatten(value)
        .replace(/<AWS::AccountId>/g, ACCOUNT)
        .replace(/<[^>]*\.Arn>/g, FUNCTION_ARN)
    : value;

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${'x'.repeat(50)}`;

const isIntrinsic = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '');

const rule = resource(service, 'AWS::Events::Rule').Properties;
const target = rule.Targets[0];

describe('the rule that starts a heal', () => {
  test('matches these alarms going to ALARM, unless their actions are suppressed', () => {
    expect(rule.EventPattern).toMatchObject({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['ALARM'], actionsSuppressedBy: [{ exists: false }] } },
    });
    expect(rule.EventPattern.resources.map(flatten)).toEqual(
      ['fault-ratio', 'latency', 'slow-faults', 'slow-latency', 'lambda-errors', 'api-5xx', 'throttles'].map(
        (signal) => `arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:dev-api-${signal}`,
      ),
    );
  });

  test('hands over the target id and the whole event', () => {
    expect(target.InputTransformer).toEqual({
      InputPathsMap: { f1: '$' },
      InputTemplate: '{"targetId":"api","event":<f1>}',
    });
  });

  test('gives up after minutes, not after a day, and keeps what it could not deliver', () => {
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 8 });
    const [queueId, queue] = resources(service, 'AWS::SQS::Queue')[0] ?? [];
    expect(target.DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': [queueId, 'Arn'] });
    expect(queue?.Properties.SqsManagedSseEnabled).toBe(true);
  });

  test('may write to its dead-letter queue, and no other rule may', () => {
    const [ruleId] = resources(service, 'AWS::Events::Rule')[0] ?? [];
    expect(resource(service, 'AWS::SQS::QueuePolicy').Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
      }),
    ]);
  });

  test('starts the heal with a role that can do only that', () => {
    const start = statements(service).filter(({ policy }) => policy.includes('StartHealRole'));
    expect(start.map(({ statement }) => statement.Action)).toEqual(['states:StartExecution']);
  });
});

describe('the policy of the target', () => {
  const parameter = resource(service, 'AWS::SSM::Parameter').Properties;

  test('is registered where the healer looks for it, in a form that the healer accepts', () => {
    expect(parameter.Name).toBe('/self-healing/dev/targets/api');
    const json = flatten(parameter.Value)
      .replace(/"functionName":"[^"]*"/, '"functionName":"f"')
      .replace(/"url":"[^"]*\/health"/, '"url":"https://api.example/health"');
    expect(parsePolicy(json)).toMatchObject({
      targetId: 'api',
      aliasName: 'live',
      mode: 'armed',
      probe: { kind: 'http' },
      faultMetric: { metricName: 'Fault', versionDimension: 'Version' },
      faultVariables: { FAILURE_RATE: '0' },
      faultUntilVariable: 'FAULT_UNTIL',
      stackName: 'SelfHealing-dev-api',
      codeDeploy: null,
    });
    // What SSM keeps without a charge; names that only the deployment knows are a little longer than their stand-ins.
    expect(json.length).toBeLessThan(4096 - 400);
  });

  test('tries a version with the request of the probe, marked as one', () => {
    const { preflight } = JSON.parse(flatten(parameter.Value));
    expect(JSON.parse(preflight.payload)).toMatchObject({
      version: '2.0',
      rawPath: '/health',
      headers: { 'x-self-healing-probe': '1' },
      requestContext: { http: { method: 'GET', path: '/health' } },
    });
  });

  test('names the page of each signal', () => {
    const { runbooks, signals } = JSON.parse(flatten(parameter.Value));
    expect(Object.keys(runbooks)).toEqual(signals);
    expect(runbooks['dev-api-slow-faults']).toBe('https://example.com/self-healing-serverless/runbooks/fault-ratio.md');
  });

  test('has the mode that the configuration gives', () => {
    const shadowed = resource(synth({ mode: 'shadow' }).service, 'AWS::SSM::Parameter').Properties;
    expect(JSON.parse(flatten(shadowed.Value)).mode).toBe('shadow');
  });

  test('calls a recovery proven only when it would not ring the latency alarm again', () => {
    const { prove } = JSON.parse(flatten(parameter.Value));
    const latencyAlarm = resources(service, 'AWS::CloudWatch::Alarm').find(([id]) => id.startsWith('Latency'))?.[1];
    expect(prove).toEqual({ ...POLICY_DEFAULTS.prove, latencyMs: latencyAlarm?.Properties.Threshold });
  });

  test('names exactly the alarms that the rule matches', () => {
    const { signals } = JSON.parse(flatten(parameter.Value));
    expect(rule.EventPattern.resources.map((arn: unknown) => flatten(arn).split(':').at(-1))).toEqual(signals);
  });
});

describe('no alarm rings before it is wired', () => {
  test('every signal waits for rule, queue, its policy, the parameter and all grants', () => {
    const signals = resources(service, 'AWS::CloudWatch::Alarm').filter(([id]) => !id.startsWith('SelfHealing'));
    const wiring = ['AWS::Events::Rule', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::SSM::Parameter']
      .flatMap((type) => resources(service, type))
      .concat(resources(service, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('SelfHealing')))
      .map(([id]) => id);
    expect(signals).toHaveLength(7);
    for (const [, signal] of signals) expect(signal.DependsOn).toEqual(expect.arrayContaining(wiring));
  });
});

describe('what the healer may do to the target', () => {
  const rolesOf = (action: string) =>
    statements(service)
      .filter(({ statement }) => listed(statement.Action).includes(action))
      .map(({ policy }) => JSON.stringify(service.findResources('AWS::IAM::Policy')[policy]?.Properties.Roles));

  test.each([
    ['lambda:UpdateAlias', 'MoveAliasRole'],
    ['lambda:UpdateFunctionConfiguration', 'ResetFaultRole'],
    ['lambda:PublishVersion', 'PublishVersionRole'],
    ['lambda:DeleteFunction', 'PruneRole'],
    ['lambda:InvokeFunction', 'PreflightRole'],
    ['cloudformation:DescribeStacks', 'DiagnoseRole'],
  ])('%s belongs to one function of the healer alone', (action, role) => {
    expect(rolesOf(action)).toEqual([expect.stringContaining(role)]);
  });

  test('deletes versions, and never the function', () => {
    const [functionId] = resources(service, 'AWS::Lambda::Function')[0] ?? [];
    const resourcesOf = statements(service)
      .filter(({ statement }) => listed(statement.Action).includes('lambda:DeleteFunction'))
      .flatMap(({ statement }) => listed(statement.Resource).map(flatten));
    expect(resourcesOf).toEqual([`<${functionId}.Arn>:*`]);
  });

  test('sees the stack of the target, and no other', () => {
    const [describe] = statements(service).filter(
      ({ statement }) => statement.Action === 'cloudformation:DescribeStacks',
    );
    expect(flatten(describe?.statement.Resource)).toMatch(/:stack\/SelfHealing-dev-api\/\*$/);
  });

  test('leaves room for the grants of six targets on each of the healer’s roles, beside its own', () => {
    const sizes = resources(service, 'AWS::IAM::Policy')
      .filter(([id]) => id.includes('Grant'))
      .map(([, policy]) => JSON.stringify(policy.Properties.PolicyDocument, resolved).length);
    expect(Math.max(...sizes) * 6 + 1_000).toBeLessThan(10_240);
  });

  test('ends at this one function', () => {
    const [functionId] = resources(service, 'AWS::Lambda::Function')[0] ?? [];
    const onLambda = statements(service).filter(({ statement }) => listed(statement.Action)[0]?.startsWith('lambda:'));
    const named = onLambda.flatMap(({ statement }) => listed(statement.Resource).map(flatten));
    expect([...new Set(named)].sort()).toEqual([`<${functionId}.Arn>`, `<${functionId}.Arn>:*`]);
  });

  test('is written in the stack of the target: the healer knows no target', () => {
    const healerText = JSON.stringify(synth().healer.toJSON());
    expect(healerText).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
    expect(JSON.stringify(synth({ service: 'orders' }).healer.toJSON())).toBe(healerText);
    const onTarget = statements(healer).flatMap(({ statement }) => listed(statement.Action));
    expect(onTarget.filter((action) => /^lambda:/.test(action))).toEqual(
      onTarget.filter((a) => a === 'lambda:InvokeFunction'),
    );
  });

  test('does not collide on the healer’s roles when there are two targets', () => {
    const names = (template: Template) =>
      resources(template, 'AWS::IAM::Policy')
        .filter(([id]) => id.includes('Grant'))
        .map(([, policy]) => policy.Properties.PolicyName);
    expect(new Set(names(service))).toEqual(new Set(['target-api']));
    expect(new Set(names(synth({ service: 'orders' }).service))).toEqual(new Set(['target-orders']));
  });
});

/** A healer that stands already, known by its ARNs: a whole one for each test would take half a second. */
function deployedHealer(scope: Stack): HealerRef {
  const actors: Record<Actor, true> = {
    'open-incident': true,
    diagnose: true,
    preflight: true,
    'reset-fault': true,
    'publish-version': true,
    'move-alias': true,
    prove: true,
    attest: true,
    sweep: true,
    prune: true,
    exercise: true,
  };
  const roles = Object.keys(actors).map((actor) => [
    actor,
    Role.fromRoleArn(scope, `Role-${actor}`, `arn:aws:iam::${ACCOUNT}:role/${actor}`),
  ]);
  return {
    environment: 'dev',
    stateMachine: StateMachine.fromStateMachineArn(
      scope,
      'Heal',
      `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:heal`,
    ),
    topic: Topic.fromTopicArn(scope, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:healer`),
    roles: Object.fromEntries(roles),
  };
}

describe('a function of somebody else', () => {
  interface Theirs {
    readonly stack: Stack;
    readonly alias: Alias;
    readonly alarm: Alarm;
  }

  function protect(
    overrides: Partial<SelfHealingProps> = {},
    {
      alarmName = 'their-alarm',
      signalsOf = ({ alarm }: Theirs): AlarmBase[] => [alarm],
      before = (_: Theirs): void => {},
      after = (_: Theirs): void => {},
    } = {},
  ) {
    const app = makeApp();
    const stack = new Stack(app, 'Theirs', { env: { account: ACCOUNT, region: REGION } });
    const fn = new LambdaFunction(stack, 'Fn', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('//'),
    });
    const alias = fn.addAlias('prod');
    const alarm = new Alarm(stack, 'Alarm', {
      ...(alarmName ? { alarmName } : {}),
      metric: alias.metricErrors(),
      threshold: 1,
      evaluationPeriods: 1,
    });
    const theirs = { stack, alias, alarm };
    before(theirs);
    new SelfHealing(stack, 'Protection', {
      healer: deployedHealer(stack),
      targetId: 'worker',
      alias,
      signals: signalsOf(theirs),
      probe: { kind: 'invoke', payload: '{"probe":true}' },
      runbookUrl: 'https://wiki.example/worker',
      ...overrides,
    });
    after(theirs);
    return Template.fromStack(stack);
  }

  const registered = (template: Template): Policy =>
    JSON.parse(flatten(resource(template, 'AWS::SSM::Parameter').Properties.Value));

  /** Whom a grant lets invoke what. */
  const invocations = (template: Template) =>
    statements(template)
      .filter(({ statement }) => statement.Action === 'lambda:InvokeFunction')
      .map(({ policy, statement }) => [/Grant(\w+)[0-9A-F]{8}$/.exec(policy)?.[1], statement.Resource]);

  test('is protected with its own alarm, and probed by invoking its alias', () => {
    const template = protect();
    const [aliasId] = resources(template, 'AWS::Lambda::Alias')[0] ?? [];
    expect(invocations(template)).toContainEqual(['prove', { Ref: aliasId }]);
    expect(resource(template, 'AWS::CloudWatch::Alarm', 'Alarm').DependsOn).not.toHaveLength(0);
    expect(registered(template)).toMatchObject({
      signals: ['their-alarm'],
      faultVariables: {},
      faultUntilVariable: null,
      attest: { minRequests: 30 },
      preflight: { payload: '{"probe":true}' },
      stackName: 'Theirs',
      runbooks: {},
    });
  });

  test('is invoked only for what its policy asks for', () => {
    const actors = (overrides: Partial<SelfHealingProps>) => invocations(protect(overrides)).map(([actor]) => actor);
    const http = { probe: { kind: 'http', url: 'https://worker.example/health' } } as const;
    expect(actors({ syntheticPerMinute: 6 })).toEqual(['preflight', 'prove', 'exercise']);
    expect(actors({})).toEqual(['preflight', 'prove']);
    expect(actors({ preflight: false })).toEqual(['prove']);
    expect(actors({ ...http, syntheticPerMinute: 6 })).toEqual(['preflight']);
    expect(actors({ ...http, preflight: false })).toEqual([]);
  });

  test('keeps all its versions when its policy says so: then nobody may delete one', () => {
    const mayDelete = (overrides: Partial<SelfHealingProps>) =>
      statements(protect(overrides)).some(({ statement }) => statement.Action === 'lambda:DeleteFunction');
    expect([mayDelete({}), mayDelete({ keepHealthy: null })]).toEqual([true, false]);
  });

  test('keeps the defaults that it does not set', () => {
    const prove = (settings: NonNullable<SelfHealingProps['prove']>) => registered(protect({ prove: settings })).prove;
    expect(prove({})).toEqual(POLICY_DEFAULTS.prove);
    expect(prove({ brokenRatio: 0.1 })).toEqual({ ...POLICY_DEFAULTS.prove, brokenRatio: 0.1 });
    const budget = { attemptsPerIncident: 1 };
    expect(registered(protect({ budget })).budget).toEqual({ ...POLICY_DEFAULTS.budget, ...budget });
  });

  test('gets the settings that it asks for', () => {
    const settings = {
      mode: 'approve',
      approvalSeconds: 600,
      suspicionSeconds: 3600,
      keepHealthy: 3,
      syntheticPerMinute: 12,
      faultVariables: { BREAK: 'no', BREAK_UNTIL: 'never' },
      faultUntilVariable: 'BREAK_UNTIL',
      runbooks: { 'their-alarm': 'https://wiki.example/their-alarm' },
    } as const;
    expect(registered(protect(settings))).toMatchObject(settings);
    expect(registered(protect({ preflight: false })).preflight).toBeNull();
  });

  test('may have an alarm without a name: then the rule waits for the alarm instead', () => {
    const template = protect({}, { alarmName: '' });
    const [alarmId, alarm] = resources(template, 'AWS::CloudWatch::Alarm').find(([id]) => id.startsWith('Alarm')) ?? [];
    expect(resource(template, 'AWS::Events::Rule').Properties.EventPattern.resources).toEqual([
      { 'Fn::GetAtt': [alarmId, 'Arn'] },
    ]);
    expect(alarm?.DependsOn).toBeUndefined();
  });

  test('may have a composite alarm, which AWS shows only to those who may see all', () => {
    const seenBy = (template: Template) =>
      statements(template)
        .filter(({ statement }) => statement.Action === 'cloudwatch:DescribeAlarms')
        .map(({ statement }) => flatten(statement.Resource));
    expect(new Set(seenBy(protect()))).toEqual(new Set([expect.stringMatching(/:alarm:their-alarm$/)]));
    const template = protect(
      {},
      {
        signalsOf: ({ stack, alarm }) => [
          new CompositeAlarm(stack, 'Both', { compositeAlarmName: 'both', alarmRule: alarm }),
        ],
      },
    );
    expect(new Set(seenBy(template))).toEqual(new Set(['*']));
    expect(resource(template, 'AWS::CloudWatch::CompositeAlarm').DependsOn).not.toHaveLength(0);
  });

  test.each([
    ['a target id with a slash', { targetId: 'a/b' }, 'policy.targetId'],
    ['no signal', { signals: [] }, 'policy.signals'],
    ['a budget of nothing', { budget: { attemptsPerIncident: 0 } }, 'attemptsPerIncident'],
    ['a preflight that is no JSON', { preflight: { payload: '{' } }, 'policy.preflight.payload'],
    ['an end of faults that is no variable of theirs', { faultUntilVariable: 'UNTIL' }, 'not among its faultVariables'],
    ['a page for an alarm that is none', { runbooks: { theirs: 'https://wiki.example' } }, 'which is no signal'],
    ['an approval that nobody could give in time', { approvalSeconds: 5 }, 'policy.approvalSeconds'],
    ['a proof that no service could give', { prove: { brokenRatio: 0.02 } }, 'policy.prove asks for 453 good answers'],
    ['a runbook that is no URL', { runbookUrl: 'ask Bob' }, 'policy.runbookUrl'],
  ])('is refused at synth with %s', (_, overrides, field) => {
    expect(() => protect(overrides)).toThrow(field);
    expect(() => protect(overrides)).toThrow(/^SelfHealing, target /);
  });

  describe('that CodeDeploy shifts', () => {
    const group = ({ stack, alias, alarm }: Theirs): void => {
      new LambdaDeploymentGroup(stack, 'Group', { alias, alarms: [alarm] });
    };

    test.each([
      ['before', { before: group }],
      ['after', { after: group }],
    ])('is known as such, whether its group was made %s the protection', (_, order) => {
      const template = protect({}, order);
      const [groupId] = resources(template, 'AWS::CodeDeploy::DeploymentGroup')[0] ?? [];
      const [applicationId] = resources(template, 'AWS::CodeDeploy::Application')[0] ?? [];
      expect(registered(template).codeDeploy).toEqual({
        applicationName: `<${applicationId}>`,
        deploymentGroupName: `<${groupId}>`,
      });
    });

    test('does not have its alarms wait for the policy, which waits for the group, which waits for the alarms', () => {
      const alarm = (template: Template) => resource(template, 'AWS::CloudWatch::Alarm', 'Alarm');
      expect(alarm(protect()).DependsOn).toBeDefined();
      expect(alarm(protect({}, { after: group })).DependsOn).toBeUndefined();
    });
  });
});

describe('the request that tries a version', () => {
  const event = (url: string) => JSON.parse(preflightEvent(url) ?? 'null');
  const endpoint = Token.asString({ Ref: 'Api' });

  test.each([
    ['https://orders.example', '/', ''],
    ['https://orders.example/v1/health?deep=1', '/v1/health', 'deep=1'],
    [`${endpoint}/health`, '/health', ''],
    [`https://${endpoint}.execute-api.eu-west-1.amazonaws.com/prod/health`, '/prod/health', ''],
  ])('has the path of %s', (url, path, query) => {
    expect(event(url)).toMatchObject({ rawPath: path, rawQueryString: query, requestContext: { http: { path } } });
  });

  test('has the query as parameters too', () => {
    expect(event('https://orders.example/?a=1&b=two%20words').queryStringParameters).toEqual({
      a: '1',
      b: 'two words',
    });
    expect(event('https://orders.example/')).not.toHaveProperty('queryStringParameters');
  });

  test('is not guessed where the path is known only when it is deployed', () => {
    expect(preflightEvent(`https://orders.example/${endpoint}/health`)).toBeUndefined();
  });
});
