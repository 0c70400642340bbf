import type { Answer } from './messages';

/** What the caller of an invocation gets, and what becomes of the environment. */
export interface Ending {
  /** JSON: the handler's result, or the error. */
  readonly payload: string;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string;
  readonly environment: 'kept' | 'ended';
  /** A line that Lambda itself writes to the log. */
  readonly line?: string;
}

/** 6 MB and what is added around it (as in the error message that Lambda writes). */
const MOST_RESPONSE_BYTES = 6_291_556;

/** @param timeout the function's, in seconds */
export function endingOf(answer: Answer, requestId: string, timeout: number): Ending {
  switch (answer.kind) {
    case 'ready':
      throw new Error('An environment was ready when an invocation should have ended');
    case 'result':
      if (Buffer.byteLength(answer.payload) > MOST_RESPONSE_BYTES) {
        const message = `Response payload size exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`;
        return failed('Function.ResponseSizeTooLarge', message, 'kept');
      }
      return { payload: answer.payload, status: 'success', environment: 'kept' };
    case 'failure':
      return { ...reported(answer.payload), environment: 'kept' };
    case 'fatal':
    case 'initError':
      return { ...reported(answer.payload), environment: 'ended' };
    case 'exit': {
      const reason =
        answer.code === 0
          ? 'Runtime exited without providing a reason'
          : `Runtime exited with error: exit status ${answer.code}`;
      const message = `RequestId: ${requestId} Error: ${reason}`;
      return { ...failed('Runtime.ExitError', message, 'ended'), line: `${message}\nRuntime.ExitError` };
    }
    case 'timeout': {
      const text = `Task timed out after ${timeout.toFixed(2)} seconds`;
      const ending = failed('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`, 'ended');
      return { ...ending, status: 'timeout', line: `${requestId} ${text}` };
    }
    default:
      throw new Error(`Unknown answer: ${JSON.stringify(answer satisfies never)}`);
  }
}

function failed(errorType: string, errorMessage: string, environment: Ending['environment']): Ending {
  return { payload: JSON.stringify({ errorType, errorMessage }), status: 'error', errorType, environment };
}

function reported(payload: string): Omit<Ending, 'environment'> {
  const { errorType } = JSON.parse(payload) as { errorType?: string };
  return { payload, status: 'error', ...(errorType === undefined ? {} : { errorType }) };
}
