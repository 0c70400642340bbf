import type { ParallelState } from '../definition/asl';
import type { Json } from '../expression/json';
import { abortThread } from './abort-threads';
import { evaluate } from './evaluate';
import { newThread } from './history';
import { sideBySide } from './side-by-side';
import { Variables } from './variables';
import type { Run, Visit } from './visit';

/** One attempt of a Parallel state: all branches side by side on the same input; their outputs in order. */
export async function attemptParallel(run: Run, visit: Visit<ParallelState>): Promise<Json> {
  const { state, line } = visit;
  const { thread } = line;
  const { history } = run.execution;
  const input = state.arguments === undefined ? visit.input : await evaluate(run, visit, state.arguments);
  thread.last = history.add('ParallelStateStarted', thread.last);
  const threads = state.branches.map(() => newThread(thread.last));
  thread.openInner = () => threads;
  const outputs: Json[] = [];
  let lastFinished = thread.last;

  const outcome = await sideBySide(
    run.platform.clock,
    `states: ${state.name}`,
    line.cancellation,
    state.branches.length,
    async (index, cancellation) => {
      const branch = state.branches[index];
      const own = threads[index];
      if (branch === undefined || own === undefined) return;
      outputs[index] = await run.runScope(branch, input, {
        ...line,
        thread: own,
        variables: new Variables(line.variables),
        cancellation,
      });
      lastFinished = own.last;
    },
    (failed) => {
      const own = threads[failed];
      const previous = own?.last ?? thread.last;
      // Recorded on AWS: the task that failed counts as left half-way too.
      if (own !== undefined) abortThread(history, own, previous);
      for (const sibling of threads) if (sibling !== own) abortThread(history, sibling, previous);
      lastFinished = previous;
    },
  );
  thread.openInner = undefined;
  thread.last = lastFinished;
  if (outcome.kind === 'failed') throw outcome.failure;
  // Recorded on AWS: ParallelStateExited does not follow this event but the one before it.
  history.add('ParallelStateSucceeded', thread.last);
  return outputs;
}
