/** Lets work run side by side, but some of it alone. */
export class Order {
  private readonly running = new Set<Promise<void>>();
  private last: Promise<void> = Promise.resolve();

  /** Runs beside others, after those that wanted to be alone before it. */
  beside<Result>(run: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(run);
    const ended = settled(done).then(() => {
      this.running.delete(ended);
    });
    this.running.add(ended);
    return done;
  }

  /** Runs when all before it have ended, and before any after it begins. */
  alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const done = Promise.all([this.last, ...this.running]).then(run);
    this.last = settled(done);
    return done;
  }
}

const settled = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => {},
    () => {},
  );
