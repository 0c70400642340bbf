import type { Watcher } from './holds';

/**
 * The one clock. Every wait, time-out, schedule, back-off and timestamp of the embedded AWS asks it, and nothing
 * in `local/` calls Date.now or setTimeout for anything a user could observe.
 *
 * Time is milliseconds since the epoch. In virtual mode time stands still while anybody computes and jumps from
 * one due moment to the next. To know when it may jump, the clock counts who is computing:
 *
 * - `task` marks a piece of asynchronous work: the clock stands while it runs;
 * - inside a task, waiting for time (`sleep`) or for something that keeps the clock itself (`park`) lets go;
 * - work that a task runs in parallel must be tasks of its own, awaited inside `park`.
 */
export interface Clock {
  readonly mode: 'real' | 'virtual';
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` as a task when `time` (ms since the epoch) has come. A time in the past is due at once. */
  at(time: number, label: string, run: () => void | Promise<void>): ClockTimer;
  /** Waits `ms` milliseconds of this clock's time, letting it go on. */
  sleep(ms: number): Promise<void>;
  /** Holds the clock while `run` runs. `carried` are holds of the caller's that are let go and retaken with this task's own. */
  task<T>(label: string, run: () => Promise<T> | T, carried?: readonly string[]): Promise<T>;
  /** Lets go of the current task's holds while waiting for something that keeps the clock by itself. */
  park<T>(wait: () => Promise<T>): Promise<T>;
  /** Marks work that runs outside this thread, by a name of its own; taking a parked or held name again changes nothing. */
  hold(name: string): void;
  release(name: string): void;
  /** Watches over requests that carry names `owner/…`: work outside this thread that holds the clock as long as they do not wait. */
  watch(owner: string, watcher: Watcher): void;
  unwatch(owner: string): void;
  /** The holds that a request sent from the current task should carry (see `HOLD_HEADER`). */
  currentHolds(): readonly string[];
  /** Drops all timers; nothing is due any more. */
  stop(): void;
}

export interface ClockTimer {
  cancel(): void;
}

/** Names, comma-separated, the clock holds of whoever sends a request, so that the server can let go of them while it waits. */
export const HOLD_HEADER = 'x-local-hold';
