/**
 * Knows whether this thread still computes. While it does, the port to the main thread does not keep the event loop
 * alive; so when all work is done, whatever its kind (promises, files, crypto, name lookups, requests being sent),
 * the loop runs empty and Node says so: `beforeExit`. Then only waits for (virtual) time and for answers to HTTP
 * requests are left, whose sockets are unreferenced, and the thread goes idle on its port. While the embedded AWS works on an
 * answer, the socket keeps the loop alive: until Node 24, running it empty waits for V8's compiler threads.
 */
class Activity {
  /**
   * @param {import('node:worker_threads').MessagePort} port
   * @param {(message: object) => void} post
   * @param {boolean} virtual
   * @param {() => void} onDrained told each time the event loop has run empty, before going idle
   * @param {() => number | undefined} nextDue
   */
  constructor(port, post, virtual, onDrained, nextDue) {
    Object.assign(this, { port, post, virtual, onDrained, nextDue });
    this.active = true;
    this.sequence = 0;
    /** HTTP requests without an answer. */
    this.requests = 0;
  }

  /** A message came from the main thread, which holds the clock until `idle` answers this very message. */
  received(sequence) {
    this.sequence = sequence;
    this.active = true;
    this.port.unref();
  }

  /** Something other than a message woke this thread: the answer to a request. */
  wake() {
    if (this.active) return;
    this.active = true;
    this.port.unref();
    if (this.virtual) this.post({ kind: 'active' });
  }

  /** True while something is under way that may call the function's code again. */
  waits(timers) {
    return this.requests > 0 || (timers?.hasReferenced() ?? false);
  }

  drain() {
    this.onDrained();
    this.active = false;
    this.port.ref();
    if (this.virtual) this.post({ kind: 'idle', sequence: this.sequence, due: this.nextDue() });
  }
}

module.exports = { Activity };
