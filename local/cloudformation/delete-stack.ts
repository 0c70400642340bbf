import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { DeploymentFailed, stackReason } from './failures';
import { creationOrder } from './order';
import { checkExports } from './outputs';
import type { Surroundings } from './prepare';
import { inWords, keeps, removeAll } from './removal';
import { ResourceWorker } from './resource-worker';
import type { Stack } from './stack';

/** Shows at once what has been asked for. Returns the status that the stack had. */
export function beginDeletion(stack: Stack): StackStatus {
  const before = stack.status;
  stack.enterRemoval('DELETE_IN_PROGRESS', 'User Initiated');
  return before;
}

/**
 * Removes a stack, which shows its deletion already, with all that it does not retain, in reverse order of need.
 * @param before the status that it had
 * @throws DeploymentFailed when another stack uses an export of this one, or something could not be removed
 */
export async function deleteStack(
  stack: Stack,
  before: StackStatus,
  { platform, types, standing }: Surroundings,
  latency: number,
): Promise<void> {
  try {
    checkExports(stack, [], standing);
  } catch (error) {
    // No DELETE_FAILED here: AWS returns the stack to the status that it had.
    stack.removalBegan = undefined;
    stack.enter(before, stackReason(error));
    throw new DeploymentFailed(stack.name, stack.status, 'nothing was deleted', error);
  }
  const { Resources = {} } = stack.source.template;
  const removals = creationOrder(Resources)
    .reverse()
    .flatMap((logicalId) => {
      const resource = stack.resource(logicalId);
      const retained = keeps(Resources[logicalId]?.DeletionPolicy, false);
      return resource === undefined ? [] : [{ resource, retained }];
    });
  const failed = await removeAll(removals, new ResourceWorker(stack, types, platform, latency), 1);
  for (const { resource } of removals) {
    if (failed.some(({ logicalId }) => logicalId === resource.logicalId))
      stack.put({ ...resource, status: 'DELETE_FAILED', updatedAt: platform.clock.now() });
    else stack.drop(resource.logicalId);
  }
  const [first] = failed;
  if (first !== undefined) {
    stack.enter('DELETE_FAILED', failed.map(stackReason).join(''));
    throw new DeploymentFailed(stack.name, stack.status, `the rest was deleted; ${inWords(failed)}`, first);
  }
  stack.imports = new Set();
  stack.deletedAt = platform.clock.now();
  stack.enter('DELETE_COMPLETE');
}
