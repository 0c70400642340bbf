import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Fallible, MapState, ParallelState, Scope, State, TaskState } from '../definition/asl';
import type { Json } from '../expression/json';
import { evaluateEffects } from './evaluate';
import { StateFailure, takes } from './failure';
import { WHOLE } from './history';
import { checkSize } from './limits';
import { attemptMap } from './map';
import { attemptParallel } from './parallel';
import { RetryBudget } from './retry';
import { visitChoice, visitFail, visitPass, visitSucceed, visitWait } from './simple-states';
import { attemptTask } from './task';
import type { Departure, Line, Run, Visit } from './visit';
import { waitUntil } from './wait-for';

/** Runs the states of a scope to its output. @throws StateFailure of a state that nothing caught. */
export async function runScope(run: Run, scope: Scope, input: Json, line: Line): Promise<Json> {
  const { clock, latencies } = run.platform;
  let name: string | undefined = scope.startAt;
  let value = input;
  while (name !== undefined) {
    await waitUntil(clock, clock.now() + latencies.stateTransition, line.cancellation);
    const state = scope.states.get(name);
    if (state === undefined) throw new Error(`No state ${name}`);
    const visit = enter(run, state, value, line);
    const departure = await stay(run, visit);
    line.cancellation.throwIfCancelled();
    leave(run, visit, departure);
    value = departure.output;
    name = departure.next;
  }
  return value;
}

export function enter(run: Run, state: State, input: Json, line: Line): Visit {
  const { thread } = line;
  const previousId = thread.last;
  const enteredId = run.execution.history.add(`${state.type}StateEntered` as HistoryEventType, previousId, {
    stateEnteredEventDetails: { name: state.name, input: JSON.stringify(input), inputDetails: WHOLE },
  });
  thread.last = enteredId;
  thread.current = state;
  const enteredAt = run.platform.clock.now();
  return { state, input, line, enteredId, previousId, enteredAt, retries: 0, taskToken: undefined };
}

export function leave(run: Run, visit: Visit, { output, assigned }: Departure): void {
  const { state, line } = visit;
  checkSize(output, state.name);
  line.variables.assign(assigned);
  const variables = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)] as const);
  line.thread.last = run.execution.history.add(`${state.type}StateExited` as HistoryEventType, line.thread.last, {
    stateExitedEventDetails: {
      name: state.name,
      output: JSON.stringify(output),
      outputDetails: WHOLE,
      ...(variables.length > 0 && {
        assignedVariables: Object.fromEntries(variables),
        assignedVariablesDetails: WHOLE,
      }),
    },
  });
  line.thread.current = undefined;
}

async function stay(run: Run, visit: Visit): Promise<Departure> {
  const { state } = visit;
  switch (state.type) {
    case 'Task':
    case 'Map':
    case 'Parallel':
      return tryHard(run, visit as Visit<TaskState | MapState | ParallelState>);
    default:
      return visitPlain(run, { ...visit, state });
  }
}

/** States that fail for good when they fail. */
export async function visitPlain(run: Run, visit: Visit<Exclude<State, Fallible>>): Promise<Departure> {
  const { state } = visit;
  switch (state.type) {
    case 'Pass':
      return visitPass(run, { ...visit, state });
    case 'Succeed':
      return visitSucceed(run, { ...visit, state });
    case 'Fail':
      return visitFail(run, { ...visit, state });
    case 'Choice':
      return visitChoice(run, { ...visit, state });
    case 'Wait':
      return visitWait(run, { ...visit, state });
    default:
      return state satisfies never;
  }
}

/** Attempts until one succeeds or no retrier takes the failure; then the catchers; then the failure goes on. */
async function tryHard(run: Run, visit: Visit<TaskState | MapState | ParallelState>): Promise<Departure> {
  const { state, line } = visit;
  const { clock } = run.platform;
  const budget = new RetryBudget(state.retry, run.chance);
  for (;;) {
    try {
      const result = await attempt(run, visit);
      return { ...(await evaluateEffects(run, visit, state, result, { result })), next: state.next };
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const delay = budget.take(failure);
      if (delay === undefined) return giveUp(run, visit, failure);
      await waitUntil(clock, clock.now() + delay, line.cancellation);
      visit.retries += 1;
    }
  }
}

export function attempt(run: Run, visit: Visit<TaskState | MapState | ParallelState>): Promise<Json> {
  switch (visit.state.type) {
    case 'Task':
      return attemptTask(run, visit as Visit<TaskState>);
    case 'Map':
      return attemptMap(run, visit as Visit<MapState>);
    case 'Parallel':
      return attemptParallel(run, visit as Visit<ParallelState>);
    default:
      return visit.state satisfies never;
  }
}

/** The catcher that takes the failure; without one the failure goes on. */
export async function giveUp(run: Run, visit: Visit<Fallible & State>, failure: StateFailure): Promise<Departure> {
  const { state, line } = visit;
  if (state.type === 'Map' || state.type === 'Parallel') {
    line.thread.last = run.execution.history.add(`${state.type}StateFailed`, line.thread.last);
  }
  const catcher = state.catch.find(({ errorEquals }) => takes(errorEquals, failure));
  if (catcher === undefined) throw failure;
  // Recorded on AWS: what the holder of a token left away is null, and a time-out has an empty cause.
  const isTimeout = failure.error === 'States.Timeout';
  const errorOutput = { Error: failure.error ?? null, Cause: failure.reason ?? (isTimeout ? '' : null) };
  return { ...(await evaluateEffects(run, visit, catcher, errorOutput, { errorOutput })), next: catcher.next };
}
