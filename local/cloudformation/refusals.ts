import { policyRefusals } from '../authorization/template-policies';
import type { AssemblyStack } from './assembly';
import type { ResourceType } from './resource-type';
import { unknownParts } from './template';

export type ResourceTypes = ReadonlyMap<string, ResourceType>;

/** Everything in the template that this AWS cannot make, in words; empty when it can make all of it. */
export function refusals(stack: AssemblyStack, types: ResourceTypes): string[] {
  const resources = Object.entries(stack.template.Resources ?? {}).flatMap(([id, resource]) => {
    const type = types.get(resource.Type);
    if (type === undefined) return [`resource type ${resource.Type} (${id})`];
    const known = [...type.properties, ...Object.keys(type.withoutEffect ?? {})];
    const properties = Object.keys(resource.Properties ?? {}).filter((property) => !known.includes(property));
    return [
      ...properties.map((property) => `property ${property} of ${resource.Type} (${id})`),
      ...policyRefusals(resource.Type, resource.Properties).map((what) => `${what} in ${resource.Type} (${id})`),
    ];
  });
  return [...unknownParts(stack.template), ...resources].map((what) => `stack ${stack.name}: ${what}`);
}
