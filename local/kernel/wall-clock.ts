import type { Clock, ClockTimer } from './clock';

/** ms. Node fires at once what is to wait for longer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Real time: setTimeout and Date; holds mean nothing. */
export class WallClock implements Clock {
  readonly mode = 'real';
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly onError: (error: unknown) => void) {}

  now(): number {
    return Date.now();
  }

  at(time: number, _label: string, run: () => void | Promise<void>): ClockTimer {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = Math.max(0, time - Date.now());
      timer = setTimeout(
        () => {
          this.timers.delete(timer);
          if (left > LONGEST_WAIT) wait();
          else Promise.resolve().then(run).catch(this.onError);
        },
        Math.min(left, LONGEST_WAIT),
      );
      this.timers.add(timer);
    };
    wait();
    return {
      cancel: () => {
        clearTimeout(timer);
        this.timers.delete(timer);
      },
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(Date.now() + ms, 'sleep', resolve));
  }

  async task<T>(_label: string, run: () => Promise<T> | T): Promise<T> {
    return run();
  }

  park<T>(wait: () => Promise<T>): Promise<T> {
    return wait();
  }

  hold(): void {}
  release(): void {}
  watch(): void {}
  unwatch(): void {}

  currentHolds(): readonly string[] {
    return [];
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
