import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';

/** A policy as a template states it, attached to a role. */
export interface AttachedPolicy {
  readonly name: string;
  readonly document: unknown;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: AttachedPolicy[];
  readonly managedPolicyArns: readonly string[];
}

/**
 * Roles and their policies, kept as the templates state them. Policies are recorded, not yet evaluated: every call
 * carries its principal, and the dispatcher is the one place where an evaluation belongs.
 */
export function createIam(platform: Platform): {
  readonly roles: ReadonlyMap<string, Role>;
  readonly resources: readonly ResourceType[];
} {
  const roles = new Map<string, Role>();
  const role: ResourceType = {
    type: 'AWS::IAM::Role',
    properties: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'RoleName', 'Path'],
    withoutEffect: {
      Description: 'shown nowhere',
      Tags: 'nothing reads tags',
      MaxSessionDuration: 'sessions do not expire here',
    },
    create(properties, context) {
      const name = (properties.RoleName as string | undefined) ?? context.physicalName(64);
      const path = (properties.Path as string | undefined) ?? '/';
      const arn = `arn:aws:iam::${platform.account}:role${path}${name}`;
      const inline = (properties.Policies ?? []) as { PolicyName: string; PolicyDocument: unknown }[];
      roles.set(name, {
        name,
        arn,
        trust: properties.AssumeRolePolicyDocument,
        policies: inline.map((policy) => ({ name: policy.PolicyName, document: policy.PolicyDocument })),
        managedPolicyArns: (properties.ManagedPolicyArns ?? []) as string[],
      });
      return { ref: name, attributes: { Arn: arn, RoleId: `AROA${context.logicalId}` } };
    },
  };
  const policy: ResourceType = {
    type: 'AWS::IAM::Policy',
    properties: ['PolicyName', 'PolicyDocument', 'Roles'],
    create(properties, context) {
      const name = properties.PolicyName as string;
      for (const roleName of (properties.Roles ?? []) as string[]) {
        const found = roles.get(roleName);
        if (found === undefined) throw new Error(`Policy ${name} names the role ${roleName}, which does not exist`);
        found.policies.push({ name, document: properties.PolicyDocument });
      }
      return { ref: context.physicalName(), attributes: {} };
    },
  };
  return { roles, resources: [role, policy] };
}
