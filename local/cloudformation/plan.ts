import { isDeepStrictEqual } from 'node:util';
import { resolveProperties, wantedResources } from './apply-template';
import type { AssemblyStack } from './assembly';
import { type ChangeDetail, type Different, detailsOf } from './change-details';
import { KNOWN_AFTER_APPLY, type Scope, TemplateError } from './intrinsics';
import { readOutputs } from './outputs';
import { prepare, type Surroundings } from './prepare';
import { classifyChange } from './property-changes';
import type { Properties } from './resource-type';
import type { Stack, StackOutput } from './stack';
import type { RemovalPolicy } from './template';

/** What an update will do to one resource, as far as it can be told beforehand. */
export interface PlannedChange {
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'Add' | 'Modify' | 'Replace' | 'Remove';
  /** Names of the properties that change. */
  readonly properties: readonly string[];
}

/** The same with what a change set shows of it. */
export interface DetailedChange extends PlannedChange {
  readonly details: readonly ChangeDetail[];
  /** Undefined for what is added. */
  readonly before: Properties | undefined;
  /** Undefined for what is removed. */
  readonly after: Properties | undefined;
  /** What becomes of a resource that is replaced or removed. */
  readonly policy: RemovalPolicy | undefined;
}

export interface Plan {
  /** With the values of its parameters that were looked up. */
  readonly source: AssemblyStack;
  readonly changes: readonly DetailedChange[];
  /** What cannot be carried out, in words. */
  readonly refused: readonly string[];
  /** Whether there is nothing to do, tags of the stack included: AWS updates no stack for a description or a policy alone. */
  readonly isEmpty: boolean;
}

/**
 * Compares what a stack was last deployed from with `source`. Touches nothing.
 * @throws Error in AWS's words for a template that no update can be made of
 */
export async function planUpdate(stack: Stack, source: AssemblyStack, around: Surroundings): Promise<Plan> {
  const application = await prepare(stack, source, around, 0);
  const changes: DetailedChange[] = [];
  const refused: string[] = [];
  const retyped: string[] = [];
  const unknown = new Set<string>();
  const scope = planningScope(application.scope, unknown, around);
  const different: Different = { parameters: changedParameters(stack, source), resources: unknown };
  const wanted = wantedResources({ ...application, scope });
  for (const one of wanted) {
    const { logicalId, type } = one;
    const standing = stack.resource(logicalId);
    const after = resolveProperties(one, scope);
    if (standing === undefined) {
      unknown.add(logicalId);
      const none = { properties: [], details: [], before: undefined, policy: undefined };
      changes.push({ logicalId, type: type.type, action: 'Add', after, ...none });
      continue;
    }
    if (standing.type !== type.type) {
      retyped.push(logicalId);
      continue;
    }
    const { properties: before } = standing;
    const change = classifyChange(type, before, after);
    if (change.kind === 'update' || change.kind === 'replacement') {
      const { properties } = change;
      const written = one.resource.Properties ?? {};
      changes.push({
        logicalId,
        type: type.type,
        action: change.kind === 'update' ? 'Modify' : 'Replace',
        properties,
        details: detailsOf(properties, before, after, written, type.replacement, different),
        before,
        after,
        policy: change.kind === 'update' ? undefined : (one.resource.UpdateReplacePolicy ?? 'Delete'),
      });
    }
    if (change.kind === 'replacement') unknown.add(logicalId);
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
  for (const { logicalId, type, properties: before } of stack.resources) {
    if (kept.has(logicalId)) continue;
    const policy = stack.source.template.Resources?.[logicalId]?.DeletionPolicy ?? 'Delete';
    changes.push({ logicalId, type, action: 'Remove', properties: [], details: [], before, after: undefined, policy });
  }
  const outputs = outputsOf(source, scope);
  return {
    source: application.source,
    changes,
    refused: refused.map((what) => `stack ${stack.name}: ${what}`),
    isEmpty:
      changes.length === 0 &&
      isDeepStrictEqual(outputs, stack.outputs) &&
      sameMetadata(stack.source, source) &&
      isDeepStrictEqual(stack.source.tags ?? {}, source.tags ?? {}),
  };
}

/**
 * What the stack will put out; undefined for what cannot be told now, and waits until the end.
 * @throws TemplateError
 */
function outputsOf(source: AssemblyStack, scope: Scope): readonly StackOutput[] | undefined {
  try {
    return readOutputs(source, scope);
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    return undefined;
  }
}

/** Names of the parameters that have another value than before, or none before. */
function changedParameters(stack: Stack, source: AssemblyStack): ReadonlySet<string> {
  const valueIn = ({ template, parameters }: AssemblyStack, name: string): unknown =>
    parameters?.[name] ?? template.Parameters?.[name]?.Default;
  const names = Object.keys(source.template.Parameters ?? {});
  return new Set(names.filter((name) => valueIn(stack.source, name) !== valueIn(source, name)));
}

/** The metadata of resources is the one thing beside properties and outputs whose change is an update by itself. */
function sameMetadata(before: AssemblyStack, after: AssemblyStack): boolean {
  const of = ({ template }: AssemblyStack): unknown =>
    Object.entries(template.Resources ?? {}).map(([logicalId, { Metadata }]) => [logicalId, Metadata]);
  return isDeepStrictEqual(of(before), of(after));
}

/** Sees what is known only when the update runs as a value that equals no real one. */
function planningScope(scope: Scope, unknown: ReadonlySet<string>, { standing }: Surroundings): Scope {
  return {
    ...scope,
    ref: (name) => (unknown.has(name) ? KNOWN_AFTER_APPLY : scope.ref(name)),
    attribute: (logicalId, name) => (unknown.has(logicalId) ? KNOWN_AFTER_APPLY : scope.attribute(logicalId, name)),
    // A stack that is deployed before this one may bring it.
    importValue: (name) => standing.exportedValue(name) ?? KNOWN_AFTER_APPLY,
    stackOutput: (stackName, name) => standing.outputOf(stackName, name) ?? KNOWN_AFTER_APPLY,
  };
}
