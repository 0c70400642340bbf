import { Token } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { POLICY_DEFAULTS, type Policy } from '../../functions/policy';
import { parsePolicy } from '../../functions/policy-schema';
import { preflightEvent } from '../../infra/preflight-event';
import type { SelfHealingProps } from '../../infra/self-healing';
import { ACCOUNT, protect, type Theirs } from './support/protect';
import { flatten, resource, resources, statements, synth } from './support/synth';
import { targetRoles } from './support/target-roles';

const { service, healer } = synth();

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/self-healing/dev/observe/${'x'.repeat(64)}`;

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

  test('may write to its dead-letter queue, no other rule may, and nobody without TLS', () => {
    const [ruleId] = resources(service, 'AWS::Events::Rule')[0] ?? [];
    expect(resource(service, 'AWS::SQS::QueuePolicy').Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
      }),
    ]);
  });

  test('starts the heal with a role that can do only that', () => {
    expect(flatten(target.RoleArn)).toMatch(/^<SelfHealing-dev-healer:ExportsOutputFnGetAttStartHealRole/);
    const start = statements(healer).filter(({ policy }) => policy.includes('StartHealRole'));
    expect(start.map(({ statement }) => statement.Action)).toEqual(['states:StartExecution']);
  });
});

describe('the policy of the target', () => {
  const parameter = resource(service, 'AWS::SSM::Parameter').Properties;

  test('is registered where the healer looks for it, in a form that the healer accepts', () => {
    expect(parameter.Name).toBe('/self-healing/dev/targets/api');
    const json = flatten(parameter.Value)
      .replace(/<SelfHealing[^>]*Role[^>]*\.Arn>/g, ROLE_ARN)
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
      .concat(resources(service, 'AWS::IAM::Role').filter(([id]) => id.startsWith('SelfHealing')))
      .map(([id]) => id);
    expect(signals).toHaveLength(7);
    for (const [, signal] of signals) expect(signal.DependsOn).toEqual(expect.arrayContaining(wiring));
  });
});

describe('a function of somebody else', () => {
  const registered = (template: Template): Policy =>
    JSON.parse(flatten(resource(template, 'AWS::SSM::Parameter').Properties.Value));

  test('is protected with its own alarm, and probed by invoking its alias', () => {
    const template = protect();
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
      targetRoles(template)
        .flatMap((role) => role.statements.map((statement) => ({ statement })))
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
