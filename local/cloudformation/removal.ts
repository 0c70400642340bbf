import { ResourceFailed, textOf } from './failures';
import type { ResourceWorker } from './resource-worker';
import type { StackResource } from './stack';
import type { RemovalPolicy } from './template';

/** CloudFormation tries as often to delete what an update leaves over, and then lets go of it. */
const ATTEMPTS = 3;

export interface Removal {
  readonly resource: StackResource;
  /** Stays as it is, and is the stack's no longer. */
  readonly retained: boolean;
}

/**
 * Whether a policy keeps a resource. Retain keeps even what was made a moment ago, by the operation that is being
 * rolled back; RetainExceptOnCreate exists for that case.
 * @param isNew whether the operation that made the resource is the one being rolled back
 */
export function keeps(policy: RemovalPolicy | undefined, isNew: boolean): boolean {
  switch (policy ?? 'Delete') {
    case 'Delete':
      return false;
    case 'Retain':
      return true;
    case 'RetainExceptOnCreate':
      return !isNew;
    default:
      throw new Error(`The embedded AWS does not implement the policy ${policy}`);
  }
}

/** Removes what is not retained, in the order given. Returns what could not be removed. */
export async function removeAll(
  removals: readonly Removal[],
  worker: ResourceWorker,
  attempts = ATTEMPTS,
): Promise<ResourceFailed[]> {
  const failed: ResourceFailed[] = [];
  for (const { resource, retained } of removals) {
    if (retained) worker.retain(resource);
    else failed.push(...(await removeOne(resource, worker, attempts)));
  }
  return failed;
}

async function removeOne(resource: StackResource, worker: ResourceWorker, attempts: number): Promise<ResourceFailed[]> {
  let last: ResourceFailed | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      await worker.remove(resource);
      return [];
    } catch (error) {
      if (!(error instanceof ResourceFailed)) throw error;
      last = error;
    }
  }
  return last === undefined ? [] : [last];
}

/** For a report: what is left over and why. */
export function inWords(failed: readonly ResourceFailed[]): string {
  return failed.map(textOf).join('; ');
}
