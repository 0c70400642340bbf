import type { DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Assumption, Principal } from '../../kernel/credentials';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { tasksOf } from './definition/tasks';
import { logDestinationNotFound } from './errors';
import { logGroupOf } from './log-delivery';
import type { StateMachine } from './state-machine';

type RoleUse = Pick<StateMachine, 'arn' | 'name' | 'roleArn' | 'logging' | 'definition'>;

/**
 * What AWS asks of the role of a machine that logs; which of them it calls when is not published.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/**
 * By this rule Step Functions learns that an execution which a `.sync` task has started has ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
const RULE_NAME = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';
const MANAGED_RULE = ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'];

/** https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const TRACING = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

export const assumption = (machineArn: string): Assumption => ({
  service: 'states.amazonaws.com',
  sourceArn: machineArn,
});

/** Step Functions looks at the role when a machine is made or changed. @throws AccessDeniedException */
export function checkRoleOf(platform: Platform, machine: RoleUse): void {
  const { authorization } = platform;
  if (!authorization.trusts(machine.roleArn, assumption(machine.arn))) {
    throw denied(
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }
  const mayAll = (actions: readonly string[], resource: string): boolean =>
    actions.filter((action) => !authorization.permits(principalOf(machine), action, resource)).length === 0;
  if ((machine.logging.level ?? 'OFF') !== 'OFF' && !mayAll(LOG_DELIVERY, '*')) {
    throw denied('The state machine IAM Role is not authorized to access the Log Destination');
  }
  const nests = tasksOf(machine.definition).some(({ integration }) => integration.pattern === 'runAJob');
  if (nests && !mayAll(MANAGED_RULE, `arn:aws:events:${platform.region}:${platform.account}:rule/${RULE_NAME}`)) {
    throw denied(`'${machine.roleArn}' is not authorized to create managed-rule.`);
  }
}

/** It asks for the log group too, as the role. @throws InvalidLoggingConfiguration when there is none. */
export async function checkLogGroupOf(platform: Platform, machine: RoleUse): Promise<void> {
  const logGroupName = logGroupOf(machine.logging);
  if (logGroupName === undefined || (machine.logging.level ?? 'OFF') === 'OFF') return;
  const input = { logGroupNamePrefix: logGroupName };
  const { logGroups = [] } = await platform.call<DescribeLogGroupsResponse>(
    'logs',
    'DescribeLogGroups',
    input,
    principalOf(machine),
  );
  if (!logGroups.some((group) => group.logGroupName === logGroupName)) throw logDestinationNotFound();
}

/**
 * There is no X-Ray here to send anything to; on AWS a traced execution does this as the role, and goes on when it may
 * not.
 */
export function reportTraces({ authorization }: Platform, machine: StateMachine): void {
  if (!machine.tracing) return;
  for (const action of TRACING) authorization.permits(principalOf(machine), action, '*');
}

function principalOf({ arn, name, roleArn }: RoleUse): Principal {
  return { kind: 'role', arn: roleArn, session: name, assumedBy: assumption(arn) };
}

const denied = (message: string): ServiceError => new ServiceError('AccessDeniedException', message);
