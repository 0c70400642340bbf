import { sessionArn } from '../../authorization/context';
import type { Principal } from '../../kernel/credentials';
import type { Roles } from '../iam/roles';

/** How AWS names who calls. */
export function identityOf(principal: Principal, roles: Roles): { readonly UserId: string; readonly Arn: string } {
  switch (principal.kind) {
    case 'role': {
      const id = roles.withArn(principal.arn)?.id ?? 'AROA';
      return { UserId: `${id}:${principal.session}`, Arn: sessionArn(principal.arn, principal.session) };
    }
    case 'service':
      return { UserId: principal.service, Arn: principal.service };
    case 'operator':
      return { UserId: 'LOCAL', Arn: principal.arn };
    default:
      return principal satisfies never;
  }
}
