import { sessionArn } from '../../authorization/context';
import type { Principal } from '../../kernel/credentials';
import type { Platform, Service } from '../../kernel/platform';

function arnOf(principal: Principal): string {
  switch (principal.kind) {
    case 'role':
      return sessionArn(principal.arn, principal.session);
    case 'service':
      return principal.service;
    case 'operator':
      return principal.arn;
    default:
      return principal satisfies never;
  }
}

/** STS: who am I. */
export function createSts(platform: Platform): { readonly service: Service } {
  return {
    service: {
      name: 'sts',
      operations: {
        GetCallerIdentity: (_input, { principal }) => {
          return { Account: platform.account, UserId: 'LOCAL', Arn: arnOf(principal) };
        },
      },
    },
  };
}
