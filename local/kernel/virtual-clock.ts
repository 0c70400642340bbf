import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, ClockTimer } from './clock';
import { Holds, type Watcher } from './holds';
import { TimerQueue } from './timer-queue';

/** Real time after which a held clock is reported as stuck, in milliseconds. */
const PATIENCE_MS = 60_000;
/** Quiet turns of the event loop after which nothing is pending: promises settle within one, streams within a few. */
const QUIET_TURNS = 3;

/**
 * Time that stands still until told to move, and then jumps from one due moment to the next. Each due event runs,
 * with all that it sets going, until only waits for time are left; then comes the next. That order makes two runs
 * with the same seed alike.
 */
export class VirtualClock implements Clock {
  readonly mode = 'virtual';
  private readonly queue = new TimerQueue();
  private readonly holds = new Holds();
  private readonly context = new AsyncLocalStorage<readonly string[]>();
  private tasks = 0;
  private moving: Promise<unknown> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private stepped = 0;
  private stopped = false;

  /** @param start ms since the epoch. @param onMove told of each jump, before anything due at that time runs. */
  constructor(
    private time: number,
    private readonly onMove: (now: number) => void = () => {},
  ) {}

  now(): number {
    return this.time;
  }

  /** How many due events have been run so far. */
  get steps(): number {
    return this.stepped;
  }

  at(time: number, label: string, run: () => void | Promise<void>): ClockTimer {
    // Whole milliseconds, as AWS counts: a timestamp with a fraction would break strict clients.
    return this.queue.add(Math.max(Math.ceil(time), this.time), label, run);
  }

  sleep(ms: number): Promise<void> {
    return this.park(() => new Promise((resolve) => this.at(this.time + ms, 'sleep', resolve)));
  }

  async task<T>(label: string, run: () => Promise<T> | T, carried: readonly string[] = []): Promise<T> {
    this.tasks += 1;
    const own = `${label}#${this.tasks}`;
    this.holds.start(own);
    for (const name of carried) this.holds.arrived(name);
    try {
      return await this.within([own, ...carried], async () => run());
    } finally {
      this.holds.end(own);
    }
  }

  async park<T>(wait: () => Promise<T>): Promise<T> {
    const names = this.context.getStore() ?? [];
    const waiting = wait();
    for (const name of names) this.holds.park(name);
    try {
      return await waiting;
    } finally {
      for (const name of names) this.holds.resume(name);
    }
  }

  hold(name: string): void {
    this.holds.start(name);
  }

  release(name: string): void {
    this.holds.end(name);
  }

  watch(owner: string, watcher: Watcher): void {
    this.holds.watch(owner, watcher);
  }

  unwatch(owner: string): void {
    this.holds.unwatch(owner);
  }

  currentHolds(): readonly string[] {
    return this.context.getStore() ?? [];
  }

  /** Runs everything due up to `time` (ms since the epoch), in order, and leaves the clock there. */
  advanceTo(time: number): Promise<void> {
    return this.exclusively(() => this.runTo(time));
  }

  /** Like advanceTo, from wherever the clock stands when its turn comes: two calls at once add up. */
  advanceBy(ms: number): Promise<void> {
    return this.exclusively(() => this.runTo(this.time + ms));
  }

  /** Jumps from due moment to due moment until `condition` holds (true) or `deadline` (ms since the epoch) has come (its value then). */
  runUntil(condition: () => boolean | Promise<boolean>, deadline: number): Promise<boolean> {
    return this.exclusively(async () => {
      await this.quiet();
      while (!(await condition())) {
        if (!(await this.step(deadline))) {
          this.move(Math.max(this.time, Math.round(deadline)));
          return condition();
        }
      }
      return true;
    });
  }

  /** Lets time move for as long as `work` needs it. The work runs as a task. */
  async drive<T>(label: string, work: () => Promise<T>): Promise<T> {
    let settled = false;
    const result = this.task(label, work).finally(() => {
      settled = true;
    });
    result.catch(() => {});
    await this.exclusively(async () => {
      await this.quiet();
      while (!settled && (await this.step(Number.POSITIVE_INFINITY))) {}
    });
    return result;
  }

  stop(): void {
    this.queue.clear();
    // Else Node copies this store into every promise for as long as the process lives, that of each clock there has been.
    this.context.disable();
    this.stopped = true;
  }

  private async runTo(time: number): Promise<void> {
    const end = Math.round(time);
    while (await this.step(end)) {}
    this.move(Math.max(this.time, end));
  }

  /** Runs the next event due by `limit`, to the end of what it sets going. False when there is none. */
  private async step(limit: number): Promise<boolean> {
    await this.quiet();
    const next = this.queue.takeNext(limit);
    if (next === undefined) return false;
    this.move(Math.max(this.time, next.time));
    this.stepped += 1;
    this.within([], () => this.task(next.label, next.run)).catch((error: unknown) => {
      this.failure ??= { error };
    });
    await this.quiet();
    return true;
  }

  /** To run something in the context would enable it again. */
  private within<T>(names: readonly string[], run: () => T): T {
    return this.stopped ? run() : this.context.run(names, run);
  }

  private move(time: number): void {
    this.time = time;
    this.onMove(time);
  }

  /** Resolves when nobody computes: only waits for time are left. */
  private async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.holds.count > 0) {
        await this.holds.released(PATIENCE_MS);
        turns = -1;
      }
    }
    if (this.failure !== undefined) {
      const { error } = this.failure;
      this.failure = undefined;
      throw error;
    }
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    // Outside any task: whoever moves the clock must not be counted as computing.
    const result = this.moving.then(() => this.within([], work));
    this.moving = result.catch(() => {});
    return result;
  }
}
