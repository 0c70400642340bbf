import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { StateMachine } from '../state-machine';
import type { Cancellation } from './cancellation';
import type { History } from './history';

/** How an execution ended. */
export interface Closing {
  readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'PENDING_REDRIVE'>;
  /** JSON text; of a success. */
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One execution, running or closed. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** The machine as it was when the execution started: an update does not touch running ones. */
  readonly machine: StateMachine;
  /** The version and the alias by which it was started. */
  readonly versionArn?: string;
  readonly aliasArn?: string;
  /** JSON text, as given. */
  readonly input: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly history: History;
  /** How often it was redriven; absent for what could not be. */
  readonly redriveCount?: number;
  /** True for the one state of TestState. */
  readonly isTest?: boolean;
  readonly cancellation: Cancellation;
  /** Why it is being cancelled; set before `cancellation` fires. */
  interruption: Closing | undefined;
  closing: (Closing & { readonly stoppedAt: number }) | undefined;
}

/** Ends a running execution from outside. */
export function interrupt(execution: Execution, closing: Closing): void {
  execution.interruption ??= closing;
  execution.cancellation.cancel();
}
