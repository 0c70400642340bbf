import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, type AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Role } from 'aws-cdk-lib/aws-iam';
import { type Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ALL_ACTORS, type HealerRef } from '../../../infra/healer-ref';
import { SelfHealing, type SelfHealingProps } from '../../../infra/self-healing';
import { makeApp } from './synth';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

/** A healer that stands already, known by its ARNs: a whole one for each test would take half a second. */
function deployedHealer(scope: Stack): HealerRef {
  const role = (name: string) => Role.fromRoleArn(scope, `Role-${name}`, `arn:aws:iam::${ACCOUNT}:role/${name}`);
  return {
    environment: 'dev',
    stateMachine: StateMachine.fromStateMachineArn(
      scope,
      'Heal',
      `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:heal`,
    ),
    startRole: role('start'),
    topic: Topic.fromTopicArn(scope, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:healer`),
    roles: Object.fromEntries(ALL_ACTORS.map((actor) => [actor, role(actor)])) as HealerRef['roles'],
  };
}

export interface Theirs {
  readonly stack: Stack;
  readonly alias: Alias;
  readonly alarm: Alarm;
}

/** A stack in which somebody puts a function of their own under protection. */
export function protect(
  overrides: Partial<SelfHealingProps> = {},
  {
    alarmName = 'their-alarm',
    signalsOf = ({ alarm }: Theirs): AlarmBase[] => [alarm],
    before = (_: Theirs): void => {},
    after = (_: Theirs): void => {},
  } = {},
): Template {
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
