import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';
import { documentOf } from './document';
import type { Roles } from './roles';

/** Inline policies of roles. */
export function policyType(roles: Roles): ResourceType {
  const put = (properties: Properties): void => {
    const policy = documentOf(properties.PolicyDocument, 'identity');
    for (const name of rolesOf(properties)) roles.putInline(roles.named(name), nameOf(properties), policy);
  };
  const remove = (properties: Properties): void => {
    for (const name of rolesOf(properties)) if (roles.has(name)) roles.named(name).inline.delete(nameOf(properties));
  };
  return {
    type: 'AWS::IAM::Policy',
    properties: ['PolicyDocument', 'PolicyName', 'Roles'],
    replacement: [],
    create(properties, context) {
      put(properties);
      return { ref: context.physicalName(), attributes: {} };
    },
    update(standing, properties) {
      remove(standing.properties);
      put(properties);
      return standing;
    },
    delete: ({ properties }) => remove(properties),
  };
}

export function managedPolicyType(platform: Platform, roles: Roles): ResourceType {
  const attach = (arn: string, properties: Properties): void => {
    for (const name of rolesOf(properties)) roles.attach(roles.named(name), arn);
  };
  return {
    type: 'AWS::IAM::ManagedPolicy',
    properties: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    replacement: ['ManagedPolicyName', 'Path'],
    nameProperty: 'ManagedPolicyName',
    withoutEffect: { Description: 'shown nowhere' },
    create(properties, context) {
      const name = (properties.ManagedPolicyName as string | undefined) ?? context.physicalName();
      const path = (properties.Path as string | undefined) ?? '/';
      const arn = `arn:aws:iam::${platform.account}:policy${path}${name}`;
      roles.putManaged(arn, properties.PolicyDocument);
      attach(arn, properties);
      return { ref: arn, attributes: { PolicyArn: arn } };
    },
    update(standing, properties) {
      roles.putManaged(standing.ref, properties.PolicyDocument);
      for (const name of rolesOf(standing.properties))
        if (roles.has(name)) roles.named(name).attached.delete(standing.ref);
      attach(standing.ref, properties);
      return standing;
    },
    delete: ({ ref }) => roles.deleteManaged(ref),
  };
}

const nameOf = ({ PolicyName }: Properties): string => String(PolicyName);
const rolesOf = ({ Roles: names = [] }: Properties): readonly string[] => names as readonly string[];
