import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';
import { managedPolicyType, policyType } from './policy-types';
import { roleType } from './role-type';
import { Roles } from './roles';

/** IAM: roles and their policies, as templates make them. It has no operations here. */
export function createIam(platform: Platform): { readonly roles: Roles; readonly resources: readonly ResourceType[] } {
  const roles = new Roles();
  return { roles, resources: [roleType(platform, roles), policyType(roles), managedPolicyType(platform, roles)] };
}
