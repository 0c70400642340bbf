/** Told of what its requests cause on the other side. */
export interface Watcher {
  /** A request has come. */
  arrived(): void;
  /** The answer to this request waits for time. From now on its name is a hold, which whoever is told has to end. */
  parked(name: string): void;
}

/** Who keeps virtual time from moving. A hold is active or parked; time may move when none is active. */
export class Holds {
  private readonly states = new Map<string, 'active' | 'parked'>();
  private readonly watchers = new Map<string, Watcher>();
  private active = 0;
  private waiters: Array<() => void> = [];

  start(name: string): void {
    if (!this.states.has(name)) this.set(name, 'active');
  }

  /** A name that is no hold yet becomes one if somebody watches over it; one that has ended is not brought back. */
  park(name: string): void {
    const isHold = this.states.has(name);
    const watcher = isHold ? undefined : this.watcherOf(name);
    if (!isHold && watcher === undefined) return;
    this.set(name, 'parked');
    watcher?.parked(name);
  }

  resume(name: string): void {
    if (this.states.has(name)) this.set(name, 'active');
  }

  end(name: string): void {
    if (this.states.get(name) === 'active') this.active -= 1;
    this.states.delete(name);
    this.notify();
  }

  /** @param owner begins the names of the requests that are watched: `owner/…` */
  watch(owner: string, watcher: Watcher): void {
    this.watchers.set(owner, watcher);
  }

  unwatch(owner: string): void {
    this.watchers.delete(owner);
  }

  /** A request that carries this name has come. */
  arrived(name: string): void {
    this.watcherOf(name)?.arrived();
  }

  get count(): number {
    return this.active;
  }

  /** Names of the active holds, for the message of a clock that cannot move. */
  names(): string[] {
    return [...this.states].filter(([, state]) => state === 'active').map(([name]) => name);
  }

  /** Resolves when no hold is active; rejects after `patienceMs` of real time, naming the holders. */
  released(patienceMs: number): Promise<void> {
    if (this.active === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const impatience = setTimeout(() => {
        reject(new Error(`Virtual time has been held for ${patienceMs / 1000} s by: ${this.names().join(', ')}`));
      }, patienceMs);
      this.waiters.push(() => {
        clearTimeout(impatience);
        resolve();
      });
    });
  }

  private watcherOf(name: string): Watcher | undefined {
    return this.watchers.get(name.slice(0, name.lastIndexOf('/')));
  }

  private set(name: string, next: 'active' | 'parked'): void {
    const previous = this.states.get(name);
    if (previous === next) return;
    this.states.set(name, next);
    if (next === 'active') this.active += 1;
    else if (previous === 'active') this.active -= 1;
    this.notify();
  }

  private notify(): void {
    if (this.active > 0) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }
}
