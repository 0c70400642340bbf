import type { Platform, Service } from '../../kernel/platform';
import type { Roles } from '../iam/roles';
import { assumeRoleOperation } from './assume-role';
import { identityOf } from './identity';

/** STS: who am I, and may I be somebody else for a while. */
export function createSts(platform: Platform, roles: Roles): { readonly service: Service } {
  return {
    service: {
      name: 'sts',
      operations: {
        ...assumeRoleOperation(platform, roles),
        GetCallerIdentity: (_input, { principal }) => ({
          Account: platform.account,
          ...identityOf(principal, roles),
        }),
      },
    },
  };
}
