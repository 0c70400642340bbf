import { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Policy as TargetPolicy } from '../functions/policy';
import type { AlarmIdentity } from './alarm-identity';
import type { Actor, HealerRef } from './healer-ref';

export interface TargetGrantsProps {
  readonly healer: HealerRef;
  readonly alias: Alias;
  readonly signals: readonly AlarmIdentity[];
  /** What the policy does not ask for is not granted. */
  readonly policy: TargetPolicy;
}

type Grants = Readonly<Record<Actor, readonly PolicyStatement[]>>;

/**
 * Lets the healer's functions act on one target, each only as far as its task asks.
 *
 * The policies belong to the target's stack and are attached to the healer's roles by reference. Granting the usual
 * way would write the target's ARNs into the healer's stack: a cycle, and a healer that changes with every target.
 * They are inline, since a role takes ten managed ones at most. Inline ones may have 10240 characters together, the role's
 * own included, which has up to 1000; the longest here, for a target with seven alarms, has about 1350: enough for six
 * targets. A healer for more than that takes shorter names, or fewer alarms.
 */
export function grantOnTarget(scope: Construct, props: TargetGrantsProps): Policy[] {
  return (Object.entries(grantsFor(props)) as [Actor, readonly PolicyStatement[]][])
    .filter(([, statements]) => statements.length > 0)
    .map(([actor, statements]) => {
      return new Policy(scope, `Grant-${actor}`, {
        // CDK's own name is unique in its stack only: the next target's would overwrite this one on the same role.
        policyName: `target-${props.policy.targetId}`,
        roles: [props.healer.roles[actor]],
        statements: [...statements],
      });
    });
}

function grantsFor({ alias, signals, policy }: TargetGrantsProps): Grants {
  const functionArn = alias.lambda.functionArn;
  const allow = (actions: string[], resources: readonly string[]) =>
    new PolicyStatement({ actions, resources: [...resources] });

  // Lambda checks operations on aliases and versions against the function itself ...
  const onFunction = (...actions: string[]) => allow(actions, [functionArn]);
  // ... but a call with a qualifier against the qualified ARN.
  const readConfiguration = allow(['lambda:GetFunctionConfiguration'], [functionArn, `${functionArn}:*`]);
  const invokeAlias = allow(['lambda:InvokeFunction'], [alias.functionArn]);
  const invokeVersions = allow(['lambda:InvokeFunction'], [`${functionArn}:*`]);
  // Without a qualifier DeleteFunction deletes everything, so it is granted for versions only. AWS's reference knows no
  // narrower resource than the function; should Lambda check against that, pruning fails, and the function is safe.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
  const deleteVersions = allow(['lambda:DeleteFunction'], [`${functionArn}:*`]);
  // A composite alarm is shown only to those who may see every alarm:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  const seen = signals.some((signal) => signal.composite) ? ['*'] : signals.map((signal) => signal.arn);
  const describeAlarms = allow(['cloudwatch:DescribeAlarms'], seen);
  const describeStack = (stackName: string) =>
    allow(
      ['cloudformation:DescribeStacks'],
      // A stack's ARN ends in an id that is new for each stack of the name.
      [Stack.of(alias).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })],
    );
  const byInvoking = policy.probe.kind === 'invoke';

  return {
    'open-incident': [onFunction('lambda:GetAlias'), describeAlarms],
    diagnose: [
      onFunction('lambda:GetAlias', 'lambda:ListVersionsByFunction'),
      readConfiguration,
      describeAlarms,
      ...(policy.stackName === null ? [] : [describeStack(policy.stackName)]),
    ],
    preflight: policy.preflight === null ? [] : [invokeVersions],
    'reset-fault': [onFunction('lambda:UpdateFunctionConfiguration'), readConfiguration],
    'publish-version': [onFunction('lambda:PublishVersion'), readConfiguration],
    'move-alias': [onFunction('lambda:GetAlias', 'lambda:UpdateAlias')],
    prove: byInvoking ? [invokeAlias] : [],
    sweep: [onFunction('lambda:GetAlias'), readConfiguration, describeAlarms],
    attest: [onFunction('lambda:GetAlias', 'lambda:ListVersionsByFunction'), readConfiguration, describeAlarms],
    prune:
      policy.keepHealthy === null
        ? []
        : [onFunction('lambda:GetAlias', 'lambda:ListAliases', 'lambda:ListVersionsByFunction'), deleteVersions],
    exercise: byInvoking && policy.syntheticPerMinute > 0 ? [invokeAlias] : [],
  };
}
