import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { TaskState } from '../definition/asl';
import type { Json } from '../expression/json';
import type { StateFailure } from './failure';
import { type EventDetails, WHOLE } from './history';
import type { Run, Visit } from './visit';

interface TaskEvents {
  scheduled(argument: Json, timeoutSeconds: number | undefined): void;
  started(): void;
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
      scheduled: (argument, timeoutSeconds) =>
        add('LambdaFunctionScheduled', {
          lambdaFunctionScheduledEventDetails: {
            resource,
            input: JSON.stringify(argument),
            inputDetails: WHOLE,
            ...timeout(timeoutSeconds),
          },
        }),
      started: () => add('LambdaFunctionStarted'),
      succeeded: (result) =>
        add('LambdaFunctionSucceeded', {
          lambdaFunctionSucceededEventDetails: { output: JSON.stringify(result), outputDetails: WHOLE },
        }),
      failed: (failure) => add('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: errorAndCause(failure) }),
      timedOut: () =>
        add('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' } }),
    };
  }
  return {
    scheduled: (argument, timeoutSeconds) =>
      add('TaskScheduled', {
        taskScheduledEventDetails: {
          ...what,
          region: run.platform.region,
          parameters: JSON.stringify(argument),
          ...timeout(timeoutSeconds),
        },
      }),
    started: () => add('TaskStarted', { taskStartedEventDetails: what }),
    succeeded: (result) =>
      add('TaskSucceeded', {
        taskSucceededEventDetails: { ...what, output: JSON.stringify(result), outputDetails: WHOLE },
      }),
    failed: (failure) => add('TaskFailed', { taskFailedEventDetails: { ...what, ...errorAndCause(failure) } }),
    timedOut: () => add('TaskTimedOut', { taskTimedOutEventDetails: { ...what, error: 'States.Timeout' } }),
  };
}

/** Only what there is: AWS leaves the member away when a failure has no error name or no cause. */
export function errorAndCause({ error, reason }: StateFailure): { error?: string; cause?: string } {
  return { ...(error !== undefined && { error }), ...(reason !== undefined && { cause: reason }) };
}

function timeout(seconds: number | undefined) {
  return seconds === undefined ? {} : { timeoutInSeconds: seconds };
}
