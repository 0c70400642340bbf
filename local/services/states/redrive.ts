import type { ExecutionRedriveStatus, ExecutionStatus } from '@aws-sdk/client-sfn';

/** What AWS says of redriving an execution, which is not emulated. */
export function redriveStatus(status: ExecutionStatus): {
  readonly redriveStatus: ExecutionRedriveStatus;
  readonly redriveStatusReason?: string;
} {
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
  }
  return { redriveStatus: 'REDRIVABLE' };
}
