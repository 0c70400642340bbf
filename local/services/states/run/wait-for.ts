import type { Clock } from '../../../kernel/clock';
import { type Cancellation, Cancelled } from './cancellation';

/**
 * Waits, letting the clock go on, for the first call of `settle`, or gives up with Cancelled. Runs inside a task.
 * @param begin sets going what may settle, at once or later; returns how to end all of it, which may be asked twice.
 */
export async function firstOf<T>(
  clock: Clock,
  cancellation: Cancellation,
  begin: (settle: (outcome: T) => void) => (cancelled: boolean) => void,
): Promise<T> {
  cancellation.throwIfCancelled();
  return clock.park(
    () =>
      new Promise<T>((resolve, reject) => {
        let over = false;
        let end = (_cancelled: boolean): void => {};
        let release = (): void => {};
        const finish = (cancelled: boolean): void => {
          over = true;
          end(cancelled);
          release();
        };
        end = begin((outcome) => {
          if (over) return;
          finish(false);
          resolve(outcome);
        });
        // What settled at once, in `begin`, had nothing to end yet.
        if (over) end(false);
        else
          release = cancellation.onCancel(() => {
            finish(true);
            reject(new Cancelled());
          });
      }),
  );
}

/** Waits until `time` (ms since the epoch) of the clock, or gives up with Cancelled. Runs inside a task. */
export async function waitUntil(clock: Clock, time: number, cancellation: Cancellation): Promise<void> {
  cancellation.throwIfCancelled();
  if (time <= clock.now()) return;
  await firstOf<void>(clock, cancellation, (settle) => {
    const timer = clock.at(time, 'states: wait', () => settle());
    return () => timer.cancel();
  });
}

export type Raced<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'timedOut' };

/**
 * Runs `work` as a task of its own against a deadline (ms since the epoch). What loses goes on, and its result is
 * dropped: a called function is not stopped by its caller's time-out.
 */
export function race<T>(
  clock: Clock,
  label: string,
  deadline: number | undefined,
  cancellation: Cancellation,
  work: () => Promise<T>,
): Promise<Raced<T>> {
  return firstOf<Raced<T>>(clock, cancellation, (settle) => {
    const timer =
      deadline === undefined ? undefined : clock.at(deadline, `${label}: time-out`, () => settle({ kind: 'timedOut' }));
    clock.task(label, work).then(
      (value) => settle({ kind: 'done', value }),
      (error: unknown) => settle({ kind: 'failed', error }),
    );
    return () => timer?.cancel();
  });
}
