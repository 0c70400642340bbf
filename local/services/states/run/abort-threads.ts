import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { History, Thread } from './history';

/** States that have an event for being left half-way. */
const ABORTED: Readonly<Record<string, HistoryEventType>> = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Map: 'MapStateAborted',
  Parallel: 'ParallelStateAborted',
};

/** Records that a thread is left where it stands, inner threads first. */
export function abortThread(history: History, thread: Thread, previous: number): void {
  for (const inner of thread.openInner?.() ?? []) abortThread(history, inner, previous);
  const type = thread.current === undefined ? undefined : ABORTED[thread.current.type];
  if (type !== undefined) history.add(type, previous);
  thread.current = undefined;
  thread.openInner = undefined;
}
