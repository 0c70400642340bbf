import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { isObject } from '../../support/json';
import type { Json } from '../expression/json';
import { StateFailure } from '../run/failure';
import { callAs, type Integration, type Job } from './integration';

/**
 * `startExecution.sync` and `.sync:2`: the task is over when the execution that it started is. They differ in whether
 * Input and Output of that one come as text or as JSON.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function nestedExecution(start: Integration, pattern: '.sync' | '.sync:2'): Integration {
  const job: Job = {
    idOf: (submitted) => (isObject(submitted) ? String(submitted.ExecutionArn) : ''),
    result: async (executionArn, caller) => {
      const ended = await callAs<DescribeExecutionOutput>(caller, 'states', 'DescribeExecution', { executionArn });
      const result = shown(ended, pattern === '.sync:2');
      if (ended.status === 'SUCCEEDED') return result;
      throw new StateFailure('States.TaskFailed', JSON.stringify(result));
    },
    stop: (executionArn, caller) => callAs(caller, 'states', 'StopExecution', { executionArn }),
  };
  return { ...start, resource: `${start.resource}${pattern}`, pattern: 'runAJob', job };
}

/** What AWS shows of an execution that has ended: sorted by name, dates in milliseconds. */
function shown(ended: DescribeExecutionOutput, parsed: boolean): Json {
  const data = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  const { cause, error, input, output, startDate, stopDate } = ended;
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: ended.executionArn ?? null,
    ...(input !== undefined && { Input: data(input), InputDetails: { Included: true } }),
    Name: ended.name ?? null,
    ...(output !== undefined && { Output: data(output), OutputDetails: { Included: true } }),
    StartDate: startDate?.getTime() ?? null,
    StateMachineArn: ended.stateMachineArn ?? null,
    Status: ended.status ?? null,
    StopDate: stopDate?.getTime() ?? null,
  };
}
