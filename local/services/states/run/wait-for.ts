import type { Clock } from '../../../kernel/clock';
import { type Cancellation, Cancelled } from './cancellation';

/** Waits until `time` (ms since the epoch) of the clock, or gives up with Cancelled. Runs inside a task. */
export async function waitUntil(clock: Clock, time: number, cancellation: Cancellation): Promise<void> {
  cancellation.throwIfCancelled();
  if (time <= clock.now()) return;
  await clock.park(
    () =>
      new Promise<void>((resolve, reject) => {
        let release = (): void => {};
        const timer = clock.at(time, 'states: wait', () => {
          release();
          resolve();
        });
        release = cancellation.onCancel(() => {
          timer.cancel();
          reject(new Cancelled());
        });
      }),
  );
}

export type Raced<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'timedOut' };

/**
 * Runs `work` as a task of its own against a deadline (ms since the epoch). What loses goes on, and its result is
 * dropped: a called function is not stopped by its caller's time-out.
 */
export async function race<T>(
  clock: Clock,
  label: string,
  deadline: number | undefined,
  cancellation: Cancellation,
  work: () => Promise<T>,
): Promise<Raced<T>> {
  cancellation.throwIfCancelled();
  return clock.park(
    () =>
      new Promise<Raced<T>>((resolve, reject) => {
        const timer =
          deadline === undefined
            ? undefined
            : clock.at(deadline, `${label}: time-out`, () => settle({ kind: 'timedOut' }));
        const release = cancellation.onCancel(() => {
          timer?.cancel();
          reject(new Cancelled());
        });
        function settle(outcome: Raced<T>): void {
          timer?.cancel();
          release();
          resolve(outcome);
        }
        clock.task(label, work).then(
          (value) => settle({ kind: 'done', value }),
          (error: unknown) => settle({ kind: 'failed', error }),
        );
      }),
  );
}
