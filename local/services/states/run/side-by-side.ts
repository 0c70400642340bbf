import type { Clock } from '../../../kernel/clock';
import { type Cancellation, Cancelled } from './cancellation';
import { StateFailure } from './failure';

/** How work side by side ended: all of it done, or the first failure, after which the rest gave up. */
export type Together =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: StateFailure; readonly index: number };

/**
 * Runs pieces of work side by side, each as a task of its own, and waits for all. The first failure cancels the others.
 * @param onFailure told of that failure at once, while the others still stand where they were.
 */
export async function sideBySide(
  clock: Clock,
  label: string,
  outer: Cancellation,
  count: number,
  work: (index: number, cancellation: Cancellation) => Promise<void>,
  onFailure: (index: number, failure: StateFailure) => void,
): Promise<Together> {
  const { cancellation, release } = outer.child();
  let first: { readonly index: number; readonly error: unknown } | undefined;
  const guarded = async (index: number): Promise<void> => {
    try {
      await work(index, cancellation);
    } catch (error) {
      if (error instanceof Cancelled || first !== undefined) return;
      first = { index, error };
      if (error instanceof StateFailure) onFailure(index, error);
      cancellation.cancel();
    }
  };
  await clock.park(() =>
    Promise.all(Array.from({ length: count }, (_, index) => clock.task(`${label}[${index}]`, () => guarded(index)))),
  );
  release();
  outer.throwIfCancelled();
  if (first === undefined) return { kind: 'done' };
  const { index, error } = first;
  if (error instanceof StateFailure) return { kind: 'failed', failure: error, index };
  throw error;
}
