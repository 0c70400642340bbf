import { Stack } from 'aws-cdk-lib';
import { ArnPrincipal, CompositePrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { targetRolePath } from '../functions/contract';
import type { Policy, RoleKind } from '../functions/policy';
import type { AlarmIdentity } from './alarm-identity';
import type { Actor, HealerRef } from './healer-ref';

export interface TargetRolesProps {
  readonly healer: HealerRef;
  readonly alias: Alias;
  readonly signals: readonly AlarmIdentity[];
  /** What the policy does not ask for is not granted. */
  readonly policy: Omit<Policy, 'roles'>;
}

interface Task {
  /** Who becomes this role. */
  readonly actors: readonly Actor[];
  readonly statements: readonly PolicyStatement[];
}

/**
 * The roles in which the healer's functions act on one target. Each kind is one thing that a task may do to a target:
 * look, change what serves, invoke, delete. A function becomes one kind and no other, so none can do two of them; a role for
 * each of the eleven functions would be narrower still (only move-alias could move the alias), but AWS allows an account
 * 1000 roles, and an adopter has as few as ninety targets then.
 *
 * How many targets that makes: four roles each at most, beside the target's own; the healer has about 20 of its own. So 1000
 * roles are enough for (1000 - 20) / (4 + 1) = 196 targets, and the 5000 that AWS gives on request for 996. (By default
 * EventBridge stops before that, at 300 rules.) https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * The healer's stack knows no target: a role trusts the functions' roles by ARN, and its own ARN is registered in the
 * target's policy. The trust names four of them at most, 100 characters each; it may have 2048.
 */
export function makeTargetRoles(scope: Construct, props: TargetRolesProps): NonNullable<Policy['roles']> {
  const { healer, policy } = props;
  const needed = (Object.entries(tasksFor(props)) as [RoleKind, Task][]).filter(([, { actors }]) => actors.length > 0);
  const arns = needed.map(([kind, { actors, statements }]) => {
    const role = new Role(scope, `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Role`, {
      description: `In which the healer acts on ${policy.targetId}: ${kind}`,
      path: targetRolePath(healer.environment, kind),
      assumedBy: new CompositePrincipal(...actors.map((actor) => new ArnPrincipal(healer.roles[actor].roleArn))),
      inlinePolicies: { target: new PolicyDocument({ statements: [...statements] }) },
    });
    return [kind, role.roleArn];
  });
  return Object.fromEntries(arns);
}

function tasksFor({ alias, signals, policy }: TargetRolesProps): Readonly<Record<RoleKind, Task>> {
  const functionArn = alias.lambda.functionArn;
  const allow = (actions: string[], resources: readonly string[]) =>
    new PolicyStatement({ actions, resources: [...resources] });

  // Lambda checks operations on $LATEST, and on aliases and versions as such, against the function itself ...
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
  const hasFaults = Object.keys(policy.faultVariables).length > 0;
  const tries = policy.preflight !== null;
  const byInvoking = policy.probe.kind === 'invoke';

  return {
    observe: {
      actors: ['open-incident', 'diagnose', 'sweep', 'attest'],
      statements: [
        onFunction('lambda:GetAlias', 'lambda:ListVersionsByFunction'),
        readConfiguration,
        describeAlarms,
        ...(policy.stackName === null ? [] : [describeStack(policy.stackName)]),
      ],
    },
    change: {
      actors: ['move-alias', ...(hasFaults ? (['reset-fault', 'publish-version'] as const) : [])],
      statements: [
        onFunction('lambda:GetAlias', 'lambda:UpdateAlias'),
        ...(hasFaults
          ? [
              onFunction(
                'lambda:GetFunctionConfiguration',
                'lambda:UpdateFunctionConfiguration',
                'lambda:PublishVersion',
              ),
            ]
          : []),
      ],
    },
    invoke: {
      actors: [
        ...(tries ? (['preflight'] as const) : []),
        ...(byInvoking ? (['prove'] as const) : []),
        ...(byInvoking && policy.syntheticPerMinute > 0 ? (['exercise'] as const) : []),
      ],
      // An alias is among what `:*` names.
      statements: tries ? [invokeVersions] : [invokeAlias],
    },
    prune: {
      actors: policy.keepHealthy === null ? [] : ['prune'],
      statements: [
        onFunction('lambda:GetAlias', 'lambda:ListAliases', 'lambda:ListVersionsByFunction'),
        deleteVersions,
      ],
    },
  };
}
