import { readPolicy } from '../../authorization/read-policy';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';
import type { Role, Roles } from './roles';

export function roleType(platform: Platform, roles: Roles): ResourceType {
  return {
    type: 'AWS::IAM::Role',
    properties: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'MaxSessionDuration', 'Path', 'Policies', 'RoleName'],
    replacement: ['Path', 'RoleName'],
    nameProperty: 'RoleName',
    withoutEffect: {
      Description: 'shown nowhere',
      Tags: 'nothing reads tags',
    },
    create(properties, context) {
      const name = (properties.RoleName as string | undefined) ?? context.physicalName(64);
      const path = (properties.Path as string | undefined) ?? '/';
      const arn = `arn:aws:iam::${platform.account}:role${path}${name}`;
      const trust = readPolicy(properties.AssumeRolePolicyDocument, 'trust');
      const id = `AROA${context.logicalId}`;
      const maxSessionSeconds = sessionSeconds(properties);
      const role: Role = { name, arn, id, maxSessionSeconds, trust, inline: new Map(), attached: new Set() };
      equip(roles, role, properties);
      roles.add(role);
      return { ref: name, attributes: { Arn: arn, RoleId: id } };
    },
    update(standing, properties) {
      const role = roles.named(standing.ref);
      role.trust = readPolicy(properties.AssumeRolePolicyDocument, 'trust');
      role.maxSessionSeconds = sessionSeconds(properties);
      strip(role, standing.properties);
      equip(roles, role, properties);
      return standing;
    },
    delete({ ref, properties }) {
      if (roles.has(ref)) strip(roles.named(ref), properties);
      roles.remove(ref);
    },
  };
}

/** Templates give numbers as text, too. */
const sessionSeconds = ({ MaxSessionDuration = 3_600 }: Properties): number => Number(MaxSessionDuration);

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

function equip(roles: Roles, role: Role, { Policies = [], ManagedPolicyArns = [] }: Properties): void {
  for (const { PolicyName, PolicyDocument } of Policies as readonly InlinePolicy[]) {
    role.inline.set(PolicyName, readPolicy(PolicyDocument, 'identity'));
  }
  for (const arn of ManagedPolicyArns as readonly string[]) roles.attach(role, arn);
}

/** Takes from a role what its own properties gave it; what other resources have put on it stays. */
function strip(role: Role, { Policies = [], ManagedPolicyArns = [] }: Properties): void {
  for (const { PolicyName } of Policies as readonly InlinePolicy[]) role.inline.delete(PolicyName);
  for (const arn of ManagedPolicyArns as readonly string[]) role.attached.delete(arn);
}
