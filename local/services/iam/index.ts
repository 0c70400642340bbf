import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { managedPolicyType, policyType } from './policy-types';
import { roleOperations } from './role-operations';
import { rolePolicyOperations } from './role-policy-operations';
import { roleType } from './role-type';
import { Roles } from './roles';

/** IAM: roles and their policies. */
export function createIam(platform: Platform): {
  readonly service: Service;
  readonly roles: Roles;
  readonly resources: readonly ResourceType[];
} {
  const ids = platform.random.stream('iam');
  const roles = new Roles({
    account: platform.account,
    now: () => platform.clock.now(),
    newId: () => ids.word(16).toUpperCase(),
  });
  const operations = { ...roleOperations(roles), ...rolePolicyOperations(roles) };
  /** The path of a role is part of its ARN, and no part of what a call names. */
  const arnOf = ({ RoleName = '' }: { readonly RoleName?: string }) => [
    roles.has(RoleName) ? roles.named(RoleName).arn : `arn:aws:iam::${platform.account}:role/${RoleName}`,
  ];
  const onRole = Object.keys(operations).filter((name) => name !== 'CreateRole' && name !== 'ListRoles');
  return {
    service: { name: 'iam', operations, resourcesOf: Object.fromEntries(onRole.map((name) => [name, arnOf])) },
    roles,
    resources: [roleType(roles), policyType(roles), managedPolicyType(platform, roles)],
  };
}
