import type { ClockTimer } from './clock';

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
}

/** A binary heap of what is due, by time and then by order of arrival. Cancelled entries are dropped when they surface. */
export class TimerQueue {
  private heap: Entry[] = [];
  private added = 0;

  add(time: number, label: string, run: () => void | Promise<void>): ClockTimer {
    this.added += 1;
    const entry: Entry = { time, order: this.added, label, run, cancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  /** Removes and returns the earliest entry due by `limit`. */
  takeNext(limit: number): Pick<Entry, 'time' | 'label' | 'run'> | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined) return undefined;
      if (!first.cancelled && first.time > limit) return undefined;
      this.removeFirst();
      if (!first.cancelled) return first;
    }
  }

  clear(): void {
    this.heap = [];
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(index: number): void {
    let child = index;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.before(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  private sink(index: number): void {
    let parent = index;
    for (;;) {
      const left = 2 * parent + 1;
      const right = left + 1;
      let first = parent;
      if (left < this.heap.length && this.before(left, first)) first = left;
      if (right < this.heap.length && this.before(right, first)) first = right;
      if (first === parent) return;
      this.swap(first, parent);
      parent = first;
    }
  }

  private before(a: number, b: number): boolean {
    const left = this.heap[a] as Entry;
    const right = this.heap[b] as Entry;
    return left.time < right.time || (left.time === right.time && left.order < right.order);
  }

  private swap(a: number, b: number): void {
    const held = this.heap[a] as Entry;
    this.heap[a] = this.heap[b] as Entry;
    this.heap[b] = held;
  }
}
