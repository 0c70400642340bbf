import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { documentOf } from './document';
import type { Role, Roles } from './roles';

export function roleType(roles: Roles): ResourceType {
  return {
    type: 'AWS::IAM::Role',
    properties: [
      'AssumeRolePolicyDocument',
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'Policies',
      'RoleName',
    ],
    replacement: ['Path', 'RoleName'],
    nameProperty: 'RoleName',
    withoutEffect: { Tags: 'nothing reads tags' },
    create(properties, context) {
      const role = roles.add({
        name: (properties.RoleName as string | undefined) ?? context.physicalName(64),
        path: (properties.Path as string | undefined) ?? '/',
        description: descriptionOf(properties),
        maxSessionSeconds: sessionSeconds(properties),
        trust: documentOf(properties.AssumeRolePolicyDocument, 'trust'),
      });
      try {
        equip(roles, role, properties);
      } catch (error) {
        // What could not be made as a whole is not there at all.
        strip(role, properties);
        roles.remove(role.name);
        throw error;
      }
      return { ref: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
    },
    update(standing, properties) {
      const role = roles.named(standing.ref);
      roles.setTrust(role, documentOf(properties.AssumeRolePolicyDocument, 'trust'));
      role.maxSessionSeconds = sessionSeconds(properties);
      role.description = descriptionOf(properties);
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

const descriptionOf = ({ Description }: Properties) => Description as string | undefined;

/** Templates give numbers as text, too. */
const sessionSeconds = ({ MaxSessionDuration = 3_600 }: Properties): number => Number(MaxSessionDuration);

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

function equip(roles: Roles, role: Role, { Policies = [], ManagedPolicyArns = [] }: Properties): void {
  for (const { PolicyName, PolicyDocument } of Policies as readonly InlinePolicy[]) {
    roles.putInline(role, PolicyName, documentOf(PolicyDocument, 'identity'));
  }
  for (const arn of ManagedPolicyArns as readonly string[]) roles.attach(role, arn);
}

/** Takes from a role what its own properties gave it; what other resources have put on it stays. */
function strip(role: Role, { Policies = [], ManagedPolicyArns = [] }: Properties): void {
  for (const { PolicyName } of Policies as readonly InlinePolicy[]) role.inline.delete(PolicyName);
  for (const arn of ManagedPolicyArns as readonly string[]) role.attached.delete(arn);
}
