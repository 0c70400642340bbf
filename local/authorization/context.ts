import type { Principal } from '../kernel/credentials';
import type { Home } from './actions/need';
import type { Caller, Context } from './request';

/** Whom policies see. CloudFormation acts with the rights of who deploys. */
export function callerOf(principal: Principal, { account, region }: Home): Caller {
  switch (principal.kind) {
    case 'role':
      return { kind: 'role', arn: principal.arn, sessionArn: sessionArn(principal.arn, principal.session), account };
    case 'service':
      return principal.service === DEPLOYMENT
        ? { kind: 'user', arn: `arn:aws:iam::${account}:user/operator`, account }
        : { kind: 'service', service: principal.service, region };
    case 'operator':
      return { kind: 'user', arn: principal.arn, account };
    default:
      return principal satisfies never;
  }
}

const DEPLOYMENT = 'cloudformation.amazonaws.com';

/** As messages name a role at work; without the role's path. */
export function sessionArn(roleArn: string, session: string): string {
  const [, , , , account] = roleArn.split(':');
  return `arn:aws:sts::${account}:assumed-role/${roleArn.split('/').at(-1)}/${session}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function contextOf(
  caller: Caller,
  sourceArn: string | undefined,
  own: Readonly<Record<string, string>>,
  { account, region }: Home,
): Context {
  const keys = {
    'aws:PrincipalIsAWSService': String(caller.kind === 'service'),
    'aws:RequestedRegion': region,
    // The loopback stands for TLS.
    'aws:SecureTransport': 'true',
    ...(caller.kind === 'service'
      ? {
          'aws:PrincipalServiceName': caller.service,
          'aws:SourceAccount': account,
          'aws:SourceOwner': account,
          ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }),
        }
      : { 'aws:PrincipalAccount': account, 'aws:PrincipalArn': caller.arn }),
    ...own,
  };
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));
}
