/** Unwinds work that is not wanted any more. */
export class Cancelled extends Error {}

/** Tells waiting work to give up: an execution stopped or timed out, a sibling branch failed. */
export class Cancellation {
  private readonly listeners = new Set<() => void>();
  private done = false;

  get cancelled(): boolean {
    return this.done;
  }

  cancel(): void {
    if (this.done) return;
    this.done = true;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }

  /** Calls `listener` once when cancelled, at once if that has happened. Returns how to stop listening. */
  onCancel(listener: () => void): () => void {
    if (this.done) listener();
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  throwIfCancelled(): void {
    if (this.done) throw new Cancelled();
  }

  /** Cancelled with this one, or alone. */
  child(): { readonly cancellation: Cancellation; readonly release: () => void } {
    const cancellation = new Cancellation();
    return { cancellation, release: this.onCancel(() => cancellation.cancel()) };
  }
}
