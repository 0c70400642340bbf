import { applyTemplate, wantedResources } from './apply-template';
import { stackReason } from './failures';
import { creationOrder } from './order';
import { checkExports, readOutputs } from './outputs';
import type { PreparedApplication, Surroundings } from './prepare';
import { keeps, type Removal, removeAll } from './removal';
import { rollBackUpdate } from './roll-back';
import type { Stack } from './stack';

/** Shows at once what has been asked for: a waiter that looks must not take the last update's end for that of this one. */
export function beginUpdate(stack: Stack, now: number): void {
  stack.enter('UPDATE_IN_PROGRESS', 'User Initiated');
  stack.updatedAt = now;
}

/**
 * Turns a standing stack, which shows its update already, into what the new template says. What it leaves over is removed at the end, when all else has
 * succeeded.
 * @throws DeploymentFailed when something could not be done; the stack is then as its old template says
 */
export async function updateStack(application: PreparedApplication, around: Surroundings): Promise<void> {
  const { stack, source, scope, imports } = application;
  try {
    await applyTemplate(application);
    const outputs = readOutputs(source, scope);
    checkExports(stack, outputs, around.standing);
    stack.outputs = outputs;
  } catch (error) {
    stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', stackReason(error));
    throw await rollBackUpdate(application, error);
  }
  const leftovers = leftoversOf(application);
  stack.source = source;
  stack.imports = imports;
  stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(application, leftovers);
}

/** What was replaced, and what is in the template no longer, in an order in which nothing goes before what needs it. */
function leftoversOf(application: PreparedApplication): Removal[] {
  const { stack, source, steps } = application;
  const order = creationOrder(stack.source.template.Resources ?? {}).reverse();
  const wanted = new Set(wantedResources(application).map(({ logicalId }) => logicalId));
  return order.flatMap((logicalId): Removal[] => {
    const standing = stack.resource(logicalId);
    if (standing !== undefined && !wanted.has(logicalId)) {
      const policy = stack.source.template.Resources?.[logicalId]?.DeletionPolicy;
      return [{ resource: standing, retained: keeps(policy, false) }];
    }
    const policy = source.template.Resources?.[logicalId]?.UpdateReplacePolicy;
    return steps.flatMap((step) =>
      step.kind === 'replaced' && step.before.logicalId === logicalId
        ? [{ resource: step.before, retained: keeps(policy, false) }]
        : [],
    );
  });
}

/** What cannot be removed is the stack's no longer all the same: AWS too leaves it to the operator. */
async function cleanUp({ stack, steps, worker }: PreparedApplication, leftovers: readonly Removal[]): Promise<void> {
  const failed = await removeAll(leftovers, worker);
  for (const { resource } of leftovers) {
    const isReplaced = steps.some((step) => step.kind === 'replaced' && step.before === resource);
    if (!isReplaced) stack.drop(resource.logicalId);
  }
  stack.enter(
    'UPDATE_COMPLETE',
    failed.length === 0 ? undefined : 'Update successful. One or more resources could not be deleted.',
  );
}
