import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEALER_METRICS } from '../../functions/contract';
import { flatten, listed, resource, resources, statements, synth } from './support/synth';

const { healer } = synth();
const machine = (id: string) => resource(healer, 'AWS::StepFunctions::StateMachine', id).Properties;
const policyOf = (prefix: string) => statements(healer).filter(({ policy }) => policy.startsWith(prefix));

describe('the state machines', () => {
  test('heal is Standard, logs everything with its data, and is traced', () => {
    expect(machine('Heal')).toMatchObject({
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
  });

  test('patrol is Express and logs its errors', () => {
    expect(machine('Patrol')).toMatchObject({ StateMachineType: 'EXPRESS', LoggingConfiguration: { Level: 'ERROR' } });
  });

  test('heal ends by itself at some time', () => {
    expect(JSON.parse(machine('Heal').DefinitionString).TimeoutSeconds).toBeGreaterThan(0);
  });

  test.each([
    ['Heal', 'heal.asl.json'],
    ['Patrol', 'patrol.asl.json'],
  ])('%s invokes the functions that its definition names, and no others', (id, file) => {
    const text = readFileSync(join(__dirname, '../../statemachines', file), 'utf8');
    const named = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]))].sort();
    const substitutions = machine(id).DefinitionSubstitutions;
    expect(Object.keys(substitutions).sort()).toEqual(named);

    const invoke = policyOf(`${id}Role`).filter(({ statement }) => statement.Action === 'lambda:InvokeFunction');
    const allowed = invoke.flatMap(({ statement }) => listed(statement.Resource).map(flatten));
    const arns = Object.values(substitutions).map(flatten);
    expect(allowed.sort()).toEqual(arns.sort());
  });

  test('together use every function of the healer', () => {
    const used = ['Heal', 'Patrol'].flatMap((id) => Object.values(machine(id).DefinitionSubstitutions).map(flatten));
    const functions = resources(healer, 'AWS::Lambda::Function').map(([id]) => `<${id}.Arn>`);
    expect(functions).toHaveLength(16);
    expect([...new Set(used)].sort()).toEqual(functions.sort());
  });

  test('patrol runs every minute', () => {
    const [patrolId] =
      resources(healer, 'AWS::StepFunctions::StateMachine').find(([id]) => id.startsWith('Patrol')) ?? [];
    expect(resource(healer, 'AWS::Events::Rule', 'Patrol').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: { Ref: patrolId } }],
    });
  });
});

describe('the functions', () => {
  const reserved = (template: typeof healer) =>
    resources(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => ({
      id,
      concurrency: Properties.ReservedConcurrentExecutions,
    }));

  test('share the account’s concurrency with all others, unless they are given some of their own', () => {
    expect(reserved(healer).filter(({ concurrency }) => concurrency !== undefined)).toEqual([]);
    const own = reserved(synth({ healerConcurrency: '10' }).healer);
    const without = own.filter(({ concurrency }) => concurrency !== 10).map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(without.sort()).toEqual(['Exercise', 'Prune']);
  });

  test('have a role each, which writes to the log group of that function only', () => {
    const roles = resources(healer, 'AWS::Lambda::Function').map(([, fn]) => flatten(fn.Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
    for (const [id, fn] of resources(healer, 'AWS::Lambda::Function')) {
      const logs = policyOf(`${id.slice(0, -8)}Role`).filter(({ statement }) =>
        listed(statement.Action).includes('logs:PutLogEvents'),
      );
      expect(logs.map(({ statement }) => statement.Resource)).toEqual([
        { 'Fn::GetAtt': [fn.Properties.LoggingConfig.LogGroup.Ref, 'Arn'] },
      ]);
    }
    expect(JSON.stringify(healer.toJSON())).not.toContain('AWSLambdaBasicExecutionRole');
  });

  test('that notify know the topic and may publish to it; the others do neither', () => {
    const knows = resources(healer, 'AWS::Lambda::Function')
      .filter(([, fn]) => fn.Properties.Environment.Variables.TOPIC_ARN)
      .map(([id]) => id.slice(0, -8));
    const publishes = statements(healer)
      .filter(({ statement }) => statement.Action === 'sns:Publish')
      .map(({ policy }) => policy.replace(/RoleDefaultPolicy.*/, ''));
    expect(knows).toEqual(['AskApproval', 'Conclude', 'Escalate', 'Attest', 'Sweep']);
    expect(publishes).toEqual(knows);
  });

  test('read policies below their environment only', () => {
    const ssm = statements(healer).filter(({ statement }) => listed(statement.Action)[0]?.startsWith('ssm:'));
    const paths = new Set(ssm.map(({ statement }) => flatten(statement.Resource).split(':').at(-1)));
    expect(paths).toEqual(new Set(['parameter/self-healing/dev/targets', 'parameter/self-healing/dev/targets/*']));
  });

  test('of all, the sweep alone may start heals and look at them, and nothing else of Step Functions', () => {
    const states = statements(healer).filter(({ statement }) =>
      listed(statement.Action).some((action) => action.startsWith('states:')),
    );
    // The schedule's own role starts the patrol.
    const granted = states
      .filter(({ policy }) => !policy.startsWith('PatrolEvents'))
      .map(({ policy, statement }) => [policy.replace(/RoleDefaultPolicy.*/, ''), statement.Action]);
    expect(granted).toEqual([
      ['Sweep', 'states:StartExecution'],
      ['Sweep', 'states:DescribeExecution'],
      // EventBridge, for the rules of the targets.
      ['StartHeal', 'states:StartExecution'],
    ]);
  });
});

describe('what the healer knows', () => {
  test('survives the stack in prod, with recovery to a point in time', () => {
    const table = resource(synth({ env: 'prod' }).healer, 'AWS::DynamoDB::Table');
    expect(table.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(table.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    expect(resource(healer, 'AWS::DynamoDB::Table').DeletionPolicy).toBe('Delete');
  });

  test('has outputs that operators and tools read', () => {
    expect(Object.keys(healer.toJSON().Outputs)).toEqual(
      expect.arrayContaining(['StateMachineArn', 'TableName', 'TopicArn']),
    );
  });
});

describe('the healer is watched too', () => {
  const topicPolicy = resource(healer, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement;

  test('a heal that ended without a verdict is told in words, by no function of the healer', () => {
    const { EventPattern, Targets } = resource(healer, 'AWS::Events::Rule', 'HealEnded').Properties;
    expect(EventPattern).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    expect(Targets[0].InputTransformer.InputTemplate).toContain('runbooks/healer-failed.md');
  });

  test('rule and alarms may publish to the topic, whose policy replaces the one that lets all services in', () => {
    const allowed = topicPolicy.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    const services = allowed.map((statement: { Principal: { Service: string } }) => statement.Principal.Service);
    expect(services.sort()).toEqual(['cloudwatch.amazonaws.com', 'events.amazonaws.com']);
  });

  test('nobody may publish to the topic without TLS', () => {
    expect(topicPolicy).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  test('the absence of the patrol’s heartbeat rings', () => {
    expect(resource(healer, 'AWS::CloudWatch::Alarm', 'PatrolStopped').Properties).toMatchObject({
      Namespace: HEALER_METRICS.namespace,
      MetricName: HEALER_METRICS.heartbeat,
      Dimensions: [{ Name: 'Environment', Value: 'dev' }],
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  test('an operator is subscribed when there is an address', () => {
    expect(resources(healer, 'AWS::SNS::Subscription')).toEqual([]);
    const { healer: notifying } = synth({ notifyEmail: 'ops@example.com' });
    expect(resource(notifying, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});
