import type { Step } from './apply-template';
import { DeploymentFailed, stackReason, textOf } from './failures';
import { creationOrder } from './order';
import type { PreparedApplication } from './prepare';
import { keeps, removeAll } from './removal';

/** Takes back what a failed update has begun. Returns the report on the failure. */
export async function rollBackUpdate(application: PreparedApplication, cause: unknown): Promise<DeploymentFailed> {
  const { stack } = application;
  try {
    await restore(application);
  } catch (error) {
    stack.enter('UPDATE_ROLLBACK_FAILED', stackReason(error));
    return new DeploymentFailed(stack.name, stack.status, `the rollback failed: ${textOf(error)}`, cause);
  }
  stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  const failed = await removeNew(application);
  stack.enter(
    'UPDATE_ROLLBACK_COMPLETE',
    failed ? 'Update rollback successful. One or more resources could not be deleted.' : undefined,
  );
  return new DeploymentFailed(stack.name, stack.status, 'the update was rolled back', cause);
}

/** Gives what stood before its old properties again, and the dependants of what was replaced their old references. */
async function restore({ stack, steps, worker }: PreparedApplication): Promise<void> {
  for (const logicalId of creationOrder(stack.source.template.Resources ?? {})) {
    for (const step of steps) {
      if (step.kind === 'created' || step.before.logicalId !== logicalId) continue;
      if (step.kind === 'replaced') {
        stack.put(step.before);
        continue;
      }
      const current = { ...(stack.resource(logicalId) ?? step.before), properties: step.attempted };
      stack.put(await worker.update(current, step.before.properties, stack.source));
    }
  }
}

/** Removes what the update had made, the last first. Returns whether something could not be removed. */
async function removeNew({ stack, source, steps, worker }: PreparedApplication): Promise<boolean> {
  const made = steps.filter((step): step is Exclude<Step, { kind: 'updated' }> => step.kind !== 'updated');
  const removals = made.reverse().map(({ kind, resource }) => {
    const { DeletionPolicy, UpdateReplacePolicy } = source.template.Resources?.[resource.logicalId] ?? {};
    return { resource, retained: keeps(kind === 'created' ? DeletionPolicy : UpdateReplacePolicy, true) };
  });
  const failed = await removeAll(removals, worker);
  for (const { kind, resource } of made) if (kind === 'created') stack.drop(resource.logicalId);
  return failed.length > 0;
}
