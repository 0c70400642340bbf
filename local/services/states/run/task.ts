import type { TaskState } from '../definition/asl';
import { type Json, jsonBytes } from '../expression/json';
import type { Caller } from '../integrations/integration';
import { evaluate, evaluateAs } from './evaluate';
import { StateFailure } from './failure';
import { isPositiveInteger, MOST_STATE_BYTES, tooLarge } from './limits';
import { taskEvents } from './task-events';
import { type Run, type Visit, where } from './visit';
import { race } from './wait-for';

/** One attempt of a task: its arguments, the call, and its result. */
export async function attemptTask(run: Run, visit: Visit<TaskState>): Promise<Json> {
  const { state, line } = visit;
  const { clock } = run.platform;
  const argument = state.arguments === undefined ? visit.input : await evaluate(run, visit, state.arguments);
  const timeoutSeconds =
    state.timeoutSeconds === undefined
      ? undefined
      : await evaluateAs(run, visit, state.timeoutSeconds, 'positive integer', isPositiveInteger);
  const events = taskEvents(run, visit);

  events.scheduled(argument, timeoutSeconds);
  events.started();
  const deadline = timeoutSeconds === undefined ? undefined : clock.now() + timeoutSeconds * 1000;
  const outcome = await race(clock, `states: ${state.name}`, deadline, line.cancellation, () =>
    state.integration.call(argument, caller(run, visit)),
  );
  switch (outcome.kind) {
    case 'timedOut':
      events.timedOut();
      throw new StateFailure('States.Timeout');
    case 'failed':
      if (outcome.error instanceof StateFailure && outcome.error.error !== 'States.Runtime')
        events.failed(outcome.error);
      throw outcome.error;
    case 'done': {
      if (jsonBytes(outcome.value) <= MOST_STATE_BYTES) {
        events.succeeded(outcome.value);
        return outcome.value;
      }
      const failure = tooLarge(
        state.integration.style === 'function' ? state.integration.resource : state.integration.resourceType,
      );
      events.failed(failure);
      throw failure;
    }
    default:
      return outcome satisfies never;
  }
}

function caller(run: Run, visit: Visit): Caller {
  const { platform, execution, chance } = run;
  return { platform, roleArn: execution.machine.roleArn, executionName: execution.name, chance, where: where(visit) };
}
