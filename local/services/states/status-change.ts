import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { redriveStatus } from './redrive';
import type { Execution } from './run/execution';

/** Bytes of input and output that fit into an event; more is left out of it. */
const MOST_BYTES = 248 * 1024;

/** Tells EventBridge and CloudWatch that an execution started or closed. Express executions emit no events. */
export function announce(platform: Platform, execution: Execution): void {
  if (execution.machine.type === 'STANDARD') emitStatusChange(platform, execution);
  recordMetrics(platform, execution);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function emitStatusChange(platform: Platform, execution: Execution): void {
  const { arn, name, machine, input, startedAt, closing } = execution;
  const status = closing?.status ?? 'RUNNING';
  platform.emit({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    time: platform.clock.now(),
    detail: {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      status,
      startDate: startedAt,
      stopDate: closing?.stoppedAt ?? null,
      input: fits(input) ? input : null,
      output: closing?.output !== undefined && fits(closing.output) ? closing.output : null,
      inputDetails: { included: fits(input) },
      outputDetails: closing?.output === undefined ? null : { included: fits(closing.output) },
      error: closing?.error ?? null,
      cause: closing?.cause ?? null,
      stateMachineVersionArn: execution.versionArn ?? null,
      stateMachineAliasArn: execution.aliasArn ?? null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: redriveStatus(status).redriveStatus,
      redriveStatusReason: redriveStatus(status).redriveStatusReason ?? null,
    },
  });
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= MOST_BYTES;
}

const METRIC: Readonly<Partial<Record<ExecutionStatus, string>>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
function recordMetrics(platform: Platform, { machine, startedAt, closing }: Execution): void {
  const record = (name: string, value: number, unit: string): void =>
    platform.metric(
      {
        namespace: 'AWS/States',
        name,
        dimensionSets: [{ StateMachineArn: machine.arn }],
        values: [value],
        unit,
        time: platform.clock.now(),
        storageResolution: 60,
      },
      platform.latencies.serviceMetric,
    );
  const name = METRIC[closing?.status ?? 'RUNNING'];
  if (name !== undefined) record(name, 1, 'Count');
  if (closing !== undefined) record('ExecutionTime', closing.stoppedAt - startedAt, 'Milliseconds');
}
