import type { Principal } from '../../kernel/credentials';
import type { Platform } from '../../kernel/platform';
import { invalidParameter } from './errors';
import type { FunctionSettings } from './lambda-function';

type RoleUse = Pick<FunctionSettings, 'role' | 'tracing'>;

const SERVICE = 'lambda.amazonaws.com';

export const assumption = (functionArn: string) => ({ service: SERVICE, sourceArn: functionArn });

/** What Lambda does for a function, logs and traces, it does as the function's role. */
export function functionPrincipal({ name, arn }: { name: string; arn: string }, role: string): Principal {
  return { kind: 'role', arn: role, session: name, assumedBy: assumption(arn) };
}

/** Lambda looks at the role when a function is made, or gets another one. @throws InvalidParameterValueException */
export function checkRole(platform: Platform, owner: { name: string; arn: string }, { role, tracing }: RoleUse): void {
  const { authorization } = platform;
  if (!authorization.trusts(role, assumption(owner.arn))) {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
  if (tracing === 'Active' && !authorization.permits(functionPrincipal(owner, role), 'xray:PutTraceSegments', '*')) {
    throw invalidParameter('The provided execution role does not have permissions to call PutTraceSegments on XRAY');
  }
}

/**
 * There is no X-Ray here to send anything to; on AWS each environment of a traced function sends both as the role, and
 * nobody hears of it when it may not. https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function reportTraces({ authorization }: Platform, principal: Principal, { tracing }: RoleUse): void {
  if (tracing !== 'Active') return;
  for (const action of ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']) {
    authorization.permits(principal, action, '*');
  }
}
