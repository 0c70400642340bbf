/** Ended names that are remembered: far more than requests are ever in flight at once. */
const REMEMBERED = 10_000;

/**
 * Who keeps virtual time from moving. A hold is active or parked; time may move when none is active.
 * Holds are named because the message that starts one (from a worker thread) and the request that parks it
 * (over a socket) may arrive in either order.
 */
export class Holds {
  private readonly states = new Map<string, 'active' | 'parked'>();
  /** Names that have ended: a park that comes after its end must not bring the hold back. */
  private readonly ended = new Set<string>();
  /** The same in order of their end, each taking the place of the oldest: a set that loses its first again and again is slow. */
  private readonly order: string[] = [];
  private place = 0;
  private active = 0;
  /** Told once, when the hold of that name is first parked. */
  private readonly toTell = new Map<string, () => void>();
  private waiters: Array<() => void> = [];

  /** @param onPark told when the hold is first parked, or at once if it has been */
  start(name: string, onPark?: () => void): void {
    if (onPark !== undefined) this.toTell.set(name, onPark);
    if (this.states.get(name) === 'parked') this.tell(name);
    if (this.states.has(name)) return;
    this.ended.delete(name);
    this.set(name, 'active');
  }

  park(name: string): void {
    if (!this.ended.has(name)) this.set(name, 'parked');
  }

  resume(name: string): void {
    if (this.states.has(name)) this.set(name, 'active');
  }

  end(name: string): void {
    if (this.states.get(name) === 'active') this.active -= 1;
    this.states.delete(name);
    this.toTell.delete(name);
    this.remember(name);
    this.notify();
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

  private remember(name: string): void {
    if (this.ended.has(name)) return;
    const oldest = this.order[this.place];
    if (oldest !== undefined) this.ended.delete(oldest);
    this.ended.add(name);
    this.order[this.place] = name;
    this.place = (this.place + 1) % REMEMBERED;
  }

  private set(name: string, next: 'active' | 'parked'): void {
    const previous = this.states.get(name);
    if (previous === next) return;
    this.states.set(name, next);
    if (next === 'active') this.active += 1;
    else if (previous === 'active') this.active -= 1;
    if (next === 'parked') this.tell(name);
    this.notify();
  }

  private tell(name: string): void {
    const onPark = this.toTell.get(name);
    this.toTell.delete(name);
    onPark?.();
  }

  private notify(): void {
    if (this.active > 0) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }
}
