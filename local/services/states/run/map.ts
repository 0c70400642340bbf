import type { MapState } from '../definition/asl';
import type { Json } from '../expression/json';
import { abortThread } from './abort-threads';
import type { Cancellation } from './cancellation';
import { evaluate, evaluateAs, evaluationFailed } from './evaluate';
import { StateFailure } from './failure';
import { type History, newThread, type Thread } from './history';
import { isNonNegativeInteger } from './limits';
import { sideBySide } from './side-by-side';
import { isExceeded, isTolerant, thresholdExceeded, toleranceOf } from './tolerance';
import { Variables } from './variables';
import type { Run, Visit } from './visit';

/** Iterations at once of an inline Map that sets no limit, or 0. */
const DEFAULT_CONCURRENCY = 40;

interface Iteration {
  readonly thread: Thread;
  readonly index: number;
  /** `borne` is a failure that the Map tolerates. */
  state: 'running' | 'done' | 'failed' | 'borne';
}

/** One attempt of a Map state: its items through the processor, so many at once; the outputs in the order of the items. */
export async function attemptMap(run: Run, visit: Visit<MapState>): Promise<Json> {
  const { state, line } = visit;
  const { thread } = line;
  const { history } = run.execution;
  const items = await itemsOf(run, visit);
  const limit = await concurrencyOf(run, visit);
  const inputs = await inputsOf(run, visit, items);
  const tolerance = await toleranceOf(run, visit);
  thread.last = history.add('MapStateStarted', thread.last, { mapStateStartedEventDetails: { length: items.length } });

  const outputs: Json[] = [];
  const iterations: Iteration[] = [];
  let lastEvent = thread.last;
  let failures = 0;

  /** One place of the limit: takes the next item until there is none. */
  const place = async (cancellation: Cancellation): Promise<void> => {
    let previous = thread.last;
    while (iterations.length < items.length) {
      const index = iterations.length;
      const mapIteration = { name: state.name, index };
      const own = newThread(
        history.add('MapIterationStarted', previous, { mapIterationStartedEventDetails: mapIteration }),
      );
      const iteration: Iteration = { thread: own, index, state: 'running' };
      iterations.push(iteration);
      const item = { Index: index, Value: items[index] ?? null };
      const inner = { thread: own, variables: new Variables(line.variables), cancellation, item };
      try {
        outputs[index] = await run.runScope(state.itemProcessor, inputs[index] ?? null, inner);
      } catch (error) {
        iteration.state = 'failed';
        if (!(error instanceof StateFailure) || !isTolerant(tolerance)) throw error;
        failures += 1;
        if (isExceeded(tolerance, failures, items.length)) throw thresholdExceeded();
        iteration.state = 'borne';
        lastEvent = recordFailed(history, iteration, state.name);
        previous = own.last;
        continue;
      }
      iteration.state = 'done';
      lastEvent = history.add('MapIterationSucceeded', own.last, { mapIterationSucceededEventDetails: mapIteration });
      // Recorded on AWS: the next iteration of this place follows the last state, not MapIterationSucceeded.
      previous = own.last;
    }
  };

  thread.openInner = () =>
    iterations.filter((iteration) => iteration.state === 'running').map((iteration) => iteration.thread);
  const outcome = await sideBySide(
    run.platform.clock,
    `states: ${state.name}`,
    line.cancellation,
    Math.min(limit, items.length),
    (_, cancellation) => place(cancellation),
    () => {
      lastEvent = recordFailure(history, state.name, iterations);
    },
  );
  thread.openInner = undefined;
  thread.last = lastEvent;
  if (outcome.kind === 'failed') throw outcome.failure;
  // Recorded on AWS: MapStateExited does not follow this event but the one before it.
  history.add('MapStateSucceeded', thread.last);
  // Items that failed, and were borne, are not in the output.
  return iterations.filter((iteration) => iteration.state === 'done').map(({ index }) => outputs[index] ?? null);
}

/** The failed iteration, then those that it takes with it. Returns the id of the event that the failure follows. */
function recordFailure(history: History, name: string, iterations: readonly Iteration[]): number {
  const failed = iterations.find(({ state }) => state === 'failed');
  const previous = failed?.thread.last ?? 0;
  if (failed !== undefined) recordFailed(history, failed, name);
  for (const { thread, index, state } of iterations) {
    if (state !== 'running') continue;
    history.add('MapIterationAborted', previous, { mapIterationAbortedEventDetails: { name, index } });
    abortThread(history, thread, previous);
  }
  return previous;
}

/** Returns the id of the event. */
function recordFailed(history: History, { thread, index }: Iteration, name: string): number {
  const id = history.add('MapIterationFailed', thread.last, { mapIterationFailedEventDetails: { name, index } });
  // Recorded on AWS: the task that failed counts as left half-way too.
  abortThread(history, thread, thread.last);
  return id;
}

export async function itemsOf(run: Run, visit: Visit<MapState>): Promise<readonly Json[]> {
  const { items } = visit.state;
  if (items !== undefined) return evaluateAs(run, visit, items, 'array', isArray);
  if (isArray(visit.input)) return visit.input;
  throw evaluationFailed(
    run,
    visit,
    undefined,
    `Map state input must be an array but was: ${JSON.stringify(visit.input)}`,
  );
}

async function concurrencyOf(run: Run, visit: Visit<MapState>): Promise<number> {
  const limit = await limitOf(run, visit);
  return limit === 0 ? DEFAULT_CONCURRENCY : limit;
}

/** The Map's own limit; 0 sets none. */
export async function limitOf(run: Run, visit: Visit<MapState>): Promise<number> {
  const { maxConcurrency } = visit.state;
  if (maxConcurrency === undefined) return 0;
  return evaluateAs(run, visit, maxConcurrency, 'non-negative integer', isNonNegativeInteger);
}

/** What each iteration starts with. */
export async function inputsOf(run: Run, visit: Visit<MapState>, items: readonly Json[]): Promise<readonly Json[]> {
  const { itemSelector } = visit.state;
  if (itemSelector === undefined) return items;
  const inputs: Json[] = [];
  for (const [Index, Value] of items.entries())
    inputs.push(await evaluate(run, visit, itemSelector, {}, { Index, Value }));
  return inputs;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
