import type { StackStatus } from '@aws-sdk/client-cloudformation';

/** One resource could not be made, changed or removed. Its event is on record already. */
export class ResourceFailed extends Error {
  constructor(
    readonly logicalId: string,
    type: string,
    readonly verb: 'create' | 'update' | 'delete',
    cause: unknown,
  ) {
    super(`${logicalId} (${type}) failed: ${textOf(cause)}`, { cause });
    this.name = 'ResourceFailed';
  }
}

/** A deployment failed. The message names the resource, the reason, and what has become of the stack. */
export class DeploymentFailed extends Error {
  constructor(
    readonly stackName: string,
    /** In which the stack is now. */
    readonly status: StackStatus,
    fate: string,
    cause: unknown,
  ) {
    super(`Stack ${stackName}: ${textOf(cause)}; ${fate} (${status})`, { cause });
    this.name = 'DeploymentFailed';
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a stack fails, in CloudFormation's words. */
export function stackReason(error: unknown): string {
  return error instanceof ResourceFailed
    ? `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `
    : textOf(error);
}
