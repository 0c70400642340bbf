import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, type AlarmBase, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { POLICY_DEFAULTS, parsePolicy } from '../../functions/contract';
import { readConfig } from '../../infra/config';
import { HealerStack } from '../../infra/healer-stack';
import { SelfHealing, type SelfHealingProps } from '../../infra/self-healing';
import { flatten, listed, makeApp, resource, resources, statements, synth } from './support/synth';

const { service, healer } = synth();
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
      ['fault-ratio', 'latency', 'slow-faults', 'lambda-errors', 'api-5xx', 'throttles'].map(
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
      faultVariables: { FAILURE_RATE: '0' },
    });
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
    expect(signals).toHaveLength(6);
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
  ])('%s belongs to one function of the healer alone', (action, role) => {
    expect(rolesOf(action)).toEqual([expect.stringContaining(role)]);
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

describe('a function of somebody else', () => {
  function protect(
    overrides: Partial<SelfHealingProps> = {},
    alarmName = 'their-alarm',
    signalsOf: (alarm: Alarm) => AlarmBase[] = (alarm) => [alarm],
  ) {
    const app = makeApp();
    const { healer: ref } = new HealerStack(app, 'Healer', { config: readConfig(app.node) });
    const stack = new Stack(app, 'Theirs');
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
    new SelfHealing(stack, 'Protection', {
      healer: ref,
      targetId: 'worker',
      alias,
      signals: signalsOf(alarm),
      probe: { kind: 'invoke', payload: '{"probe":true}' },
      runbookUrl: 'https://wiki.example/worker',
      ...overrides,
    });
    return Template.fromStack(stack);
  }

  test('is protected with its own alarm, and probed by invoking its alias and nothing else', () => {
    const template = protect();
    const [aliasId] = resources(template, 'AWS::Lambda::Alias')[0] ?? [];
    const invoke = statements(template).filter(({ statement }) => statement.Action === 'lambda:InvokeFunction');
    expect(invoke.map(({ statement }) => statement.Resource)).toEqual([{ Ref: aliasId }]);
    expect(resource(template, 'AWS::CloudWatch::Alarm', 'Alarm').DependsOn).not.toHaveLength(0);
    const policy = JSON.parse(flatten(resource(template, 'AWS::SSM::Parameter').Properties.Value));
    expect(policy).toMatchObject({ signals: ['their-alarm'], faultVariables: {}, attest: { minRequests: 30 } });
  });

  test('keeps the defaults of the proof that it does not set', () => {
    const policyWith = (prove: NonNullable<SelfHealingProps['prove']>) =>
      JSON.parse(flatten(resource(protect({ prove }), 'AWS::SSM::Parameter').Properties.Value)).prove;
    expect(policyWith({})).toEqual(POLICY_DEFAULTS.prove);
    expect(policyWith({ brokenRatio: 0.1 })).toEqual({ ...POLICY_DEFAULTS.prove, brokenRatio: 0.1 });
  });

  test('may have an alarm without a name: then the rule waits for the alarm instead', () => {
    const template = protect({}, '');
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
    const template = protect({}, 'their-alarm', (alarm) => [
      new CompositeAlarm(Stack.of(alarm), 'Both', { compositeAlarmName: 'both', alarmRule: alarm }),
    ]);
    expect(new Set(seenBy(template))).toEqual(new Set(['*']));
    expect(resource(template, 'AWS::CloudWatch::CompositeAlarm').DependsOn).not.toHaveLength(0);
  });

  test.each([
    ['a target id with a slash', { targetId: 'a/b' }, 'policy.targetId'],
    ['no signal', { signals: [] }, 'policy.signals'],
    ['a budget of nothing', { budget: { attemptsPerIncident: 0, cooldownSeconds: 0 } }, 'attemptsPerIncident'],
    ['a proof that no service could give', { prove: { brokenRatio: 0.02 } }, 'policy.prove asks for 453 good answers'],
    ['a runbook that is no URL', { runbookUrl: 'ask Bob' }, 'policy.runbookUrl'],
  ])('is refused at synth with %s', (_, overrides, field) => {
    expect(() => protect(overrides)).toThrow(field);
    expect(() => protect(overrides)).toThrow(/^SelfHealing, target /);
  });
});
