import type { AssemblyStack } from './assembly';
import { textOf } from './failures';
import { resolve, type Scope, TemplateError } from './intrinsics';
import { creationOrder } from './order';
import { classifyChange } from './property-changes';
import type { ResourceTypes } from './refusals';
import type { Properties, ResourceType } from './resource-type';
import type { ResourceWorker } from './resource-worker';
import type { Stack, StackResource } from './stack';
import type { TemplateResource } from './template';

/** What has been begun with one resource, as far as taking it back needs to know. */
export type Step =
  | { readonly kind: 'created'; readonly resource: StackResource }
  | { readonly kind: 'updated'; readonly before: StackResource; readonly attempted: Properties }
  | { readonly kind: 'replaced'; readonly before: StackResource; readonly resource: StackResource };

export interface Application {
  readonly stack: Stack;
  readonly source: AssemblyStack;
  readonly types: ResourceTypes;
  readonly scope: Scope;
  readonly worker: ResourceWorker;
  /** Grows with what is begun, in order. */
  readonly steps: Step[];
}

/**
 * Makes and changes the stack's resources into what the template says, each after those that it needs. Nothing is
 * removed, and what the template has not changed is not looked at: it may have been changed otherwise since.
 */
export async function applyTemplate(application: Application): Promise<void> {
  for (const wanted of wantedResources(application)) await bring(wanted, application);
}

export interface WantedResource {
  readonly logicalId: string;
  readonly type: ResourceType;
  readonly resource: TemplateResource;
}

/** The template's resources whose condition holds, in an order in which each comes after all that it needs. */
export function wantedResources({
  source,
  types,
  scope,
}: Pick<Application, 'source' | 'types' | 'scope'>): WantedResource[] {
  const { Resources = {} } = source.template;
  return creationOrder(Resources).flatMap((logicalId) => {
    const resource = Resources[logicalId];
    const type = resource === undefined ? undefined : types.get(resource.Type);
    if (resource === undefined || type === undefined) return [];
    const wanted = resource.Condition === undefined || scope.condition(resource.Condition);
    return wanted ? [{ logicalId, type, resource }] : [];
  });
}

/** @throws Error naming the resource */
export function resolveProperties({ logicalId, resource }: WantedResource, scope: Scope): Properties {
  try {
    return resolve(resource.Properties ?? {}, scope) as Properties;
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new Error(`${logicalId} (${resource.Type}) failed: ${textOf(error)}`, { cause: error });
  }
}

async function bring(wanted: WantedResource, { stack, source, scope, worker, steps }: Application): Promise<void> {
  const { logicalId, type } = wanted;
  const properties = resolveProperties(wanted, scope);
  const before = stack.resource(logicalId);
  if (before === undefined) {
    const resource = await worker.create(logicalId, type, properties, source);
    stack.put(resource);
    steps.push({ kind: 'created', resource });
    return;
  }
  const change = classifyChange(type, before.properties, properties);
  switch (change.kind) {
    case 'none':
      return;
    case 'update':
      steps.push({ kind: 'updated', before, attempted: properties });
      stack.put(await worker.update(before, properties, source));
      return;
    case 'replacement': {
      const resource = await worker.replace(before, properties, source);
      stack.put(resource);
      steps.push({ kind: 'replaced', before, resource });
      return;
    }
    case 'refused':
      // Planning refuses it up front, unless the value comes from something that this update changes.
      throw new Error(
        `${logicalId} (${type.type}) failed: its change is not implemented: ${change.reasons.join(', ')}`,
      );
    default:
      change satisfies never;
  }
}
