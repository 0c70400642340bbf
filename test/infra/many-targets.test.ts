import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { readConfig } from '../../infra/config';
import { HealerStack } from '../../infra/healer-stack';
import { SelfHealing } from '../../infra/self-healing';
import { protect } from './support/protect';
import { flatten, makeApp, resources } from './support/synth';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE = 10_240;
const TRUST = 2_048;
const ROLES = 1_000;
/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const PARAMETER = 4_096;

const TARGETS = 120;
/** 500 resources make the largest stack; a target of this test has some fifteen. */
const TARGETS_PER_STACK = 20;

/** Text in which each name that only the deployment knows is as long as CloudFormation makes names. */
function asDeployed(value: unknown): string {
  const resolved = (_key: string, one: unknown) => (isIntrinsic(one) ? flatten(one) : one);
  return JSON.stringify(value, resolved).replace(/<[^<>]*>/g, (name) =>
    /Arn|Role/.test(name)
      ? `arn:aws:iam::123456789012:role/self-healing/prod/observe/${'x'.repeat(64)}`
      : 'x'.repeat(64),
  );
}

const isIntrinsic = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '');

/** Everything that one healer and many targets make. */
function fleet(): { readonly healer: Template; readonly all: readonly Template[] } {
  const app = makeApp({ env: 'prod' });
  const healer = new HealerStack(app, 'Healer', { config: readConfig(app.node) });
  const stacks = Array.from({ length: TARGETS / TARGETS_PER_STACK }, (_, index) => {
    const stack = new Stack(app, `Targets${index}`);
    for (let place = 0; place < TARGETS_PER_STACK; place++) {
      protectOne(stack, healer, `target-${index * TARGETS_PER_STACK + place}`);
    }
    return stack;
  });
  const templates = stacks.map((stack) => Template.fromStack(stack));
  return { healer: Template.fromStack(healer), all: [Template.fromStack(healer), ...templates] };
}

/** All that a target can have: six alarms, faults, a probe by invocation, traffic made for it. */
function protectOne(stack: Stack, { healer }: HealerStack, targetId: string): void {
  const fn = new LambdaFunction(stack, targetId, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });
  const alias = fn.addAlias('live');
  const signals = Array.from({ length: 6 }, (_, index) => {
    const alarmName = `prod-${targetId}-${'x'.repeat(20)}-${index}`;
    return new Alarm(stack, alarmName, { alarmName, metric: alias.metricErrors(), threshold: 1, evaluationPeriods: 1 });
  });
  new SelfHealing(stack, `${targetId}-protection`, {
    healer,
    targetId,
    alias,
    signals,
    probe: { kind: 'invoke', payload: '{"ping":true}' },
    faultVariables: { BREAK: 'no' },
    syntheticPerMinute: 6,
    runbookUrl: 'https://wiki.example/runbook',
  });
}

describe(`one healer and ${TARGETS} targets`, () => {
  const { healer, all } = fleet();

  test('stay below what IAM allows a role', () => {
    const roles = all.flatMap((template) =>
      resources(template, 'AWS::IAM::Role').map(([id, { Properties }]) => {
        const attached = resources(template, 'AWS::IAM::Policy').filter(([, policy]) =>
          JSON.stringify(policy.Properties.Roles).includes(`"${id}"`),
        );
        const inline = [...(Properties.Policies ?? []), ...attached.map(([, policy]) => policy.Properties)];
        return {
          trust: asDeployed(Properties.AssumeRolePolicyDocument).length,
          inline: inline.reduce((sum, { PolicyDocument }) => sum + asDeployed(PolicyDocument).length, 0),
        };
      }),
    );
    expect(Math.max(...roles.map(({ trust }) => trust))).toBeLessThan(TRUST);
    expect(Math.max(...roles.map(({ inline }) => inline))).toBeLessThan(INLINE);
    expect(roles.length).toBeLessThan(ROLES);
  });

  test('have no policy on a role of another stack, so that the healer’s do not grow', () => {
    const onOthers = all.flatMap((template) =>
      resources(template, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
        JSON.stringify(Properties.Roles).includes('Fn::ImportValue'),
      ),
    );
    expect(onOthers).toEqual([]);
    expect(JSON.stringify(healer.toJSON())).not.toContain('target-');
  });

  test('have policies that fit into their parameters', () => {
    const lengths = all
      .flatMap((template) => resources(template, 'AWS::SSM::Parameter'))
      .map(([, { Properties }]) => asDeployed(flatten(Properties.Value)).length);
    expect(lengths).toHaveLength(TARGETS);
    expect(Math.max(...lengths)).toBeLessThan(PARAMETER);
  });
});

test('a policy that is too long for its parameter is refused when it is synthesized', () => {
  const payload = JSON.stringify({ ping: 'x'.repeat(3_500) });
  expect(() => protect({ preflight: { payload } })).toThrow(
    /target "worker": its policy may take \d+ characters; the SSM parameter that holds it, 4096\. The longest parts are preflight \(\d+\)/,
  );
  expect(() => protect({ preflight: { payload: JSON.stringify({ ping: 'x'.repeat(1_500) }) } })).not.toThrow();
});
