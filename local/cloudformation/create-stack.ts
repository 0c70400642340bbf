import { applyTemplate } from './apply-template';
import { DeploymentFailed, stackReason } from './failures';
import { checkExports, readOutputs } from './outputs';
import type { PreparedApplication, Surroundings } from './prepare';
import { inWords, keeps, removeAll } from './removal';
import type { Stack } from './stack';

/** Shows at once what has been asked for. */
export function beginCreation(stack: Stack): void {
  stack.enter('CREATE_IN_PROGRESS', 'User Initiated');
}

/**
 * Makes the resources of a new stack that shows its creation already, in order of need, then its outputs.
 * @throws DeploymentFailed when something could not be made; what was made till then is gone again
 */
export async function createStack(application: PreparedApplication, { standing }: Surroundings): Promise<void> {
  const { stack, source, scope, imports } = application;
  try {
    await applyTemplate(application);
    const outputs = readOutputs(source, scope);
    checkExports(stack, outputs, standing);
    stack.outputs = outputs;
    stack.imports = imports;
    stack.enter('CREATE_COMPLETE');
  } catch (error) {
    stack.enterRemoval('ROLLBACK_IN_PROGRESS', stackReason(error));
    throw await rollBackCreation(application, error);
  }
}

async function rollBackCreation(
  { stack, source, worker }: PreparedApplication,
  cause: unknown,
): Promise<DeploymentFailed> {
  const removals = [...stack.resources].reverse().map((resource) => ({
    resource,
    retained: keeps(source.template.Resources?.[resource.logicalId]?.DeletionPolicy, true),
  }));
  const failed = await removeAll(removals, worker, 1);
  for (const { resource } of removals) {
    if (!failed.some(({ logicalId }) => logicalId === resource.logicalId)) stack.drop(resource.logicalId);
  }
  if (failed.length === 0) {
    stack.enter('ROLLBACK_COMPLETE');
    return new DeploymentFailed(stack.name, stack.status, 'its creation was rolled back', cause);
  }
  stack.enter('ROLLBACK_FAILED', failed.map(stackReason).join(''));
  return new DeploymentFailed(stack.name, stack.status, `the rollback failed: ${inWords(failed)}`, cause);
}
