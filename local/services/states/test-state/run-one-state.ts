import type { HistoryEvent, InspectionErrorDetails, TestExecutionStatus } from '@aws-sdk/client-sfn';
import { evaluateEffects } from '../run/evaluate';
import { StateFailure, takes } from '../run/failure';
import { delayOf } from '../run/retry';
import { attempt, enter, giveUp, leave, visitPlain } from '../run/run-scope';
import type { Departure, Line, Run, Visit } from '../run/visit';
import type { UnderTest } from './mock';

/** How the test of a state came out. */
export interface Tested {
  readonly status: TestExecutionStatus;
  readonly departure?: Departure;
  readonly failure?: StateFailure;
  readonly errorDetails?: InspectionErrorDetails;
}

/** Runs one state once. A failure that would be retried is told, not retried. */
export async function runOneState(
  run: Run,
  { state, work }: Pick<UnderTest, 'state' | 'work'>,
  line: Line,
  retriesBefore: number,
): Promise<Tested> {
  const visit = enter(run, state, run.input, line);
  visit.retries = retriesBefore;
  const tested = await orFailed(async () => {
    try {
      return { status: 'SUCCEEDED', departure: await once(run, visit, work) };
    } catch (error) {
      if (error instanceof StateFailure) return handled(run, visit, error, retriesBefore);
      throw error;
    }
  });
  return orFailed(async () => {
    if (tested.departure !== undefined) leave(run, visit, tested.departure);
    return tested;
  });
}

/** What goes wrong in handling a failure, or in leaving the state, is final. */
async function orFailed(work: () => Promise<Tested>): Promise<Tested> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof StateFailure) return { status: 'FAILED', failure };
    throw failure;
  }
}

async function once(run: Run, visit: Visit, work: UnderTest['work']): Promise<Departure> {
  const { state } = visit;
  if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel')
    return visitPlain(run, { ...visit, state });
  const result = await (work === undefined ? attempt(run, { ...visit, state }) : work(run, visit));
  return { ...(await evaluateEffects(run, visit, state, result, { result })), next: state.next };
}

/** Retriers first, then catchers, as in an execution. */
async function handled(run: Run, visit: Visit, failure: StateFailure, retries: number): Promise<Tested> {
  const { state } = visit;
  if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel') return { status: 'FAILED', failure };
  const retryIndex = state.retry.findIndex(({ errorEquals }) => takes(errorEquals, failure));
  const retrier = state.retry[retryIndex];
  const details = retrier === undefined ? {} : { retryIndex };
  if (retrier !== undefined && retries < retrier.maxAttempts) {
    const retryBackoffIntervalSeconds = Math.round(delayOf(retrier, retries) / 1000);
    return { status: 'RETRIABLE', failure, errorDetails: { ...details, retryBackoffIntervalSeconds } };
  }
  const catchIndex = state.catch.findIndex(({ errorEquals }) => takes(errorEquals, failure));
  if (catchIndex < 0) return { status: 'FAILED', failure, errorDetails: details };
  const departure = await giveUp(run, { ...visit, state }, failure);
  return { status: 'CAUGHT_ERROR', failure, departure, errorDetails: { ...details, catchIndex } };
}

/** What the events of the test tell of the data between the state's fields. */
export function inspected(events: readonly HistoryEvent[]): {
  readonly afterArguments?: string;
  readonly result?: string;
} {
  const scheduled = events.map(
    (event) => event.taskScheduledEventDetails?.parameters ?? event.lambdaFunctionScheduledEventDetails?.input,
  );
  const succeeded = events.map(
    (event) => event.taskSucceededEventDetails?.output ?? event.lambdaFunctionSucceededEventDetails?.output,
  );
  const [afterArguments] = scheduled.filter((text) => text !== undefined);
  const [result] = succeeded.filter((text) => text !== undefined);
  return { ...(afterArguments !== undefined && { afterArguments }), ...(result !== undefined && { result }) };
}
