import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { TaskState } from '../definition/asl';
import type { Json } from '../expression/json';
import type { StateFailure } from './failure';
import { type EventDetails, WHOLE } from './history';
import type { Run, Visit } from './visit';

/** In seconds. */
export interface TimeLimits {
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

export interface TaskEvents {
  scheduled(argument: Json, limits: TimeLimits): void;
  /** @param workerName of an activity's worker that gave one. */
  started(workerName?: string): void;
  /** The token is handed over; only of tasks that wait for one. */
  submitted(answer: Json): void;
  succeeded(result: Json): void;
  failed(failure: StateFailure): void;
  timedOut(): void;
}

/** The history events of one attempt: Task* for integrations, LambdaFunction* for the plain ARN of a function. */
export function taskEvents(run: Run, { state, line }: Visit<TaskState>): TaskEvents {
  const add = (type: HistoryEventType, details?: EventDetails): void => {
    line.thread.last = run.execution.history.add(type, line.thread.last, details);
  };
  const { style, resource, resourceType } = state.integration;
  const what = { resource, resourceType };

  if (style === 'function') {
    return {
      scheduled: (argument, { timeout }) =>
        add('LambdaFunctionScheduled', {
          lambdaFunctionScheduledEventDetails: {
            resource,
            input: JSON.stringify(argument),
            inputDetails: WHOLE,
            ...(timeout !== undefined && { timeoutInSeconds: timeout }),
          },
        }),
      started: () => add('LambdaFunctionStarted'),
      submitted: () => {},
      succeeded: (result) =>
        add('LambdaFunctionSucceeded', {
          lambdaFunctionSucceededEventDetails: { output: JSON.stringify(result), outputDetails: WHOLE },
        }),
      failed: (failure) => add('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: errorAndCause(failure) }),
      timedOut: () =>
        add('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' } }),
    };
  }
  if (style === 'activity') return activityEvents(add, resource);
  return {
    scheduled: (argument, { timeout, heartbeat }) =>
      add('TaskScheduled', {
        taskScheduledEventDetails: {
          ...what,
          region: run.platform.region,
          parameters: JSON.stringify(argument),
          ...(timeout !== undefined && { timeoutInSeconds: timeout }),
          ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
        },
      }),
    started: () => add('TaskStarted', { taskStartedEventDetails: what }),
    submitted: (answer) =>
      add('TaskSubmitted', {
        taskSubmittedEventDetails: { ...what, output: JSON.stringify(answer), outputDetails: WHOLE },
      }),
    succeeded: (result) =>
      add('TaskSucceeded', {
        taskSucceededEventDetails: { ...what, output: JSON.stringify(result), outputDetails: WHOLE },
      }),
    failed: (failure) => add('TaskFailed', { taskFailedEventDetails: { ...what, ...errorAndCause(failure) } }),
    timedOut: () => add('TaskTimedOut', { taskTimedOutEventDetails: { ...what, error: 'States.Timeout' } }),
  };
}

function activityEvents(add: (type: HistoryEventType, details?: EventDetails) => void, resource: string): TaskEvents {
  return {
    scheduled: (argument, { timeout, heartbeat }) =>
      add('ActivityScheduled', {
        activityScheduledEventDetails: {
          resource,
          input: JSON.stringify(argument),
          inputDetails: WHOLE,
          ...(timeout !== undefined && { timeoutInSeconds: timeout }),
          ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
        },
      }),
    started: (workerName) =>
      add('ActivityStarted', { activityStartedEventDetails: workerName === undefined ? {} : { workerName } }),
    submitted: () => {},
    succeeded: (result) =>
      add('ActivitySucceeded', {
        activitySucceededEventDetails: { output: JSON.stringify(result), outputDetails: WHOLE },
      }),
    failed: (failure) => add('ActivityFailed', { activityFailedEventDetails: errorAndCause(failure) }),
    timedOut: () => add('ActivityTimedOut', { activityTimedOutEventDetails: { error: 'States.Timeout' } }),
  };
}

/** Only what there is: AWS leaves the member away when a failure has no error name or no cause. */
export function errorAndCause({ error, reason }: StateFailure): { error?: string; cause?: string } {
  return { ...(error !== undefined && { error }), ...(reason !== undefined && { cause: reason }) };
}
