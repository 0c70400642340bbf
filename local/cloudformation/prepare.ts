import type { Platform } from '../kernel/platform';
import type { Application } from './apply-template';
import type { AssemblyStack } from './assembly';
import { readParameters, resolvedOf } from './parameters';
import type { ResourceTypes } from './refusals';
import { ResourceWorker } from './resource-worker';
import { checkRules, scopeOf } from './scope';
import type { Stack } from './stack';
import type { StandingStacks } from './standing-stacks';

/** What stands around a stack that is deployed. */
export interface Surroundings {
  readonly platform: Platform;
  readonly types: ResourceTypes;
  readonly standing: StandingStacks;
}

export interface PreparedApplication extends Application {
  /** Grows with the names of the exports that the template asks for. */
  readonly imports: Set<string>;
}

/**
 * Reads the template's parameters and checks its rules, before anything is touched.
 * @param latency ms that each operation on a resource takes
 */
export async function prepare(
  stack: Stack,
  source: AssemblyStack,
  { platform, types, standing }: Surroundings,
  latency: number,
): Promise<PreparedApplication> {
  const imports = new Set<string>();
  const parameters = await readParameters(source, platform);
  const scope = scopeOf({
    source,
    stackId: stack.id,
    resource: (logicalId) => stack.resource(logicalId),
    parameters,
    standing,
    platform,
    imports,
  });
  checkRules(source, scope);
  const worker = new ResourceWorker(stack, types, platform, latency);
  return {
    stack,
    source: { ...source, resolved: resolvedOf(source, parameters) },
    types,
    scope,
    worker,
    steps: [],
    imports,
  };
}
