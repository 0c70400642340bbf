import type { Platform } from '../../../kernel/platform';
import type { Json } from '../expression/json';
import { Cancelled } from './cancellation';
import { type Closing, type Execution, interrupt } from './execution';
import { StateFailure } from './failure';
import { newThread, WHOLE } from './history';
import { runScope } from './run-scope';
import { errorAndCause } from './task-events';
import { Variables } from './variables';
import type { Run } from './visit';

/** A year, or five minutes, whatever the definition allows. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_SECONDS = { STANDARD: 365 * 86_400, EXPRESS: 300 } as const;

/** Runs an execution to its end and records it. Never throws: what goes wrong in here ends it with States.Runtime. */
export async function runExecution(
  platform: Platform,
  execution: Execution,
  { tokens, activities, whenClosed }: Pick<Run, 'tokens' | 'activities' | 'whenClosed'>,
): Promise<Closing> {
  const { history, machine, input, cancellation } = execution;
  history.add('ExecutionStarted', 0, {
    executionStartedEventDetails: { input, inputDetails: WHOLE, roleArn: machine.roleArn },
  });
  const deadline = execution.startedAt + timeLimit(execution) * 1000;
  const timer = platform.clock.at(deadline, `states: ${execution.name}: time-out`, () =>
    interrupt(execution, { status: 'TIMED_OUT' }),
  );
  const thread = newThread(0);
  try {
    const run: Run = {
      platform,
      execution,
      input: JSON.parse(input) as Json,
      tokens,
      activities,
      whenClosed,
      tokenChance: platform.random.stream(`states/${execution.arn}/tokens`),
      chance: platform.random.stream(`states/${execution.arn}`),
      runScope: (scope, value, line) => runScope(run, scope, value, line),
    };
    const output = JSON.stringify(
      await runScope(run, machine.definition, run.input, { thread, variables: new Variables(), cancellation }),
    );
    history.add('ExecutionSucceeded', thread.last, {
      executionSucceededEventDetails: { output, outputDetails: WHOLE },
    });
    return { status: 'SUCCEEDED', output };
  } catch (error) {
    if (error instanceof Cancelled && execution.interruption !== undefined)
      return interrupted(execution, execution.interruption);
    const failure = error instanceof StateFailure ? error : new StateFailure('States.Runtime', inWords(error));
    const details = errorAndCause(failure);
    history.add('ExecutionFailed', thread.last, { executionFailedEventDetails: details });
    return { status: 'FAILED', ...details };
  } finally {
    timer.cancel();
  }
}

/** Seconds that the execution may take. */
function timeLimit({ machine }: Execution): number {
  const most = MOST_SECONDS[machine.type];
  return Math.min(machine.definition.timeoutSeconds ?? most, most);
}

/** Recorded on AWS: what comes from outside follows no event of the machine. */
function interrupted({ history }: Execution, closing: Closing): Closing {
  const { error, cause } = closing;
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  if (closing.status === 'TIMED_OUT') history.add('ExecutionTimedOut', 0, { executionTimedOutEventDetails: details });
  else history.add('ExecutionAborted', 0, { executionAbortedEventDetails: details });
  return closing;
}

/** A fault of the interpreter, or of a service that it called. */
function inWords(error: unknown): string {
  return `An internal fault of the embedded AWS: ${String(error)}`;
}
