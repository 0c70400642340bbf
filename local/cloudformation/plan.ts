import { isDeepStrictEqual } from 'node:util';
import { resolveProperties, wantedResources } from './apply-template';
import type { AssemblyStack } from './assembly';
import type { Scope } from './intrinsics';
import { type PreparedApplication, prepare, type Surroundings } from './prepare';
import { classifyChange } from './property-changes';
import type { Stack } from './stack';

/** What an update will do to one resource, as far as it can be told beforehand. */
export interface PlannedChange {
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'Add' | 'Modify' | 'Replace' | 'Remove';
  /** Names of the properties that change. */
  readonly properties: readonly string[];
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** What cannot be carried out, in words. */
  readonly refused: readonly string[];
  /** Whether there is nothing to do at all, in the resources or in the rest of the template. */
  readonly isEmpty: boolean;
}

/**
 * Compares what a stack was last deployed from with `source`. Touches nothing.
 * @throws Error in AWS's words for a template that no update can be made of
 */
export async function planUpdate(stack: Stack, source: AssemblyStack, around: Surroundings): Promise<Plan> {
  const application = await prepare(stack, source, around, 0);
  const changes: PlannedChange[] = [];
  const refused: string[] = [];
  const retyped: string[] = [];
  const unknown = new Set<string>();
  const scope = planningScope(application.scope, unknown, around);
  const wanted = wantedResources({ ...application, scope });
  for (const one of wanted) {
    const { logicalId, type } = one;
    const standing = stack.resource(logicalId);
    const told = { logicalId, type: type.type };
    if (standing === undefined) {
      unknown.add(logicalId);
      changes.push({ ...told, action: 'Add', properties: [] });
      continue;
    }
    if (standing.type !== type.type) {
      retyped.push(logicalId);
      continue;
    }
    const change = classifyChange(type, standing.properties, resolveProperties(one, scope));
    if (change.kind === 'update') changes.push({ ...told, action: 'Modify', properties: change.properties });
    if (change.kind === 'replacement') {
      unknown.add(logicalId);
      changes.push({ ...told, action: 'Replace', properties: change.properties });
    }
    if (change.kind === 'refused') {
      refused.push(...change.reasons.map((reason) => `a change of property ${reason} of ${type.type} (${logicalId})`));
    }
  }
  if (retyped.length > 0) {
    throw new Error(
      `Stack ${stack.name}: Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
    );
  }
  const kept = new Set(wanted.map(({ logicalId }) => logicalId));
  for (const { logicalId, type } of stack.resources) {
    if (!kept.has(logicalId)) changes.push({ logicalId, type, action: 'Remove', properties: [] });
  }
  return {
    changes,
    refused: refused.map((what) => `stack ${stack.name}: ${what}`),
    isEmpty: changes.length === 0 && isSameTemplate(stack, application),
  };
}

function isSameTemplate(stack: Stack, { source }: PreparedApplication): boolean {
  const { template, parameters = {} } = stack.source;
  return isDeepStrictEqual(template, source.template) && isDeepStrictEqual(parameters, source.parameters ?? {});
}

/** Sees a value of its own kind, equal to no real one, for what will be known only when the update runs. */
function planningScope(scope: Scope, unknown: ReadonlySet<string>, { standing }: Surroundings): Scope {
  const pending = (what: string): string => `(known after the update: ${what})`;
  return {
    ...scope,
    ref: (name) => (unknown.has(name) ? pending(name) : scope.ref(name)),
    attribute: (logicalId, name) =>
      unknown.has(logicalId) ? pending(`${logicalId}.${name}`) : scope.attribute(logicalId, name),
    // A stack that is deployed before this one may bring it.
    importValue: (name) => standing.exportedValue(name) ?? pending(name),
    stackOutput: (stackName, name) => standing.outputOf(stackName, name) ?? pending(`${stackName}.${name}`),
  };
}
