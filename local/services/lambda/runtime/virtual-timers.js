const { AsyncResource } = require('node:async_hooks');

/** What setTimeout returns; like Node's Timeout, whose name and member are in the stack trace of a callback. */
class Timeout {
  constructor(timers, id, _onTimeout, ms, args, repeats) {
    Object.assign(this, { timers, id, _onTimeout, ms, args, repeats });
    this.resource = new AsyncResource('Timeout', { requireManualDestroy: true });
    this.referenced = true;
  }

  ref() {
    this.referenced = true;
    return this;
  }

  unref() {
    this.referenced = false;
    return this;
  }

  hasRef() {
    return this.referenced;
  }

  refresh() {
    this.timers.remove(this);
    this.timers.schedule(this);
    return this;
  }

  close() {
    this.timers.remove(this);
    return this;
  }

  [Symbol.toPrimitive]() {
    return this.id;
  }
}
if (Symbol.dispose) Timeout.prototype[Symbol.dispose] = Timeout.prototype.close;

/** Timers that are due by the clock's time. Few at once, so a sorted list does. */
class VirtualTimers {
  /** @param {() => number} now @param {() => void} onUse told when the function's code sets a timer */
  constructor(now, onUse) {
    Object.assign(this, { now, onUse });
    this.count = 0;
    /** @type {Timeout[]} in the order in which they are due */
    this.list = [];
  }

  add(callback, ms, args, repeats) {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    this.onUse();
    this.count += 1;
    // As in Node: at least one millisecond, and what does not fit into 31 bits is one millisecond too.
    const delay = ms >= 1 && ms <= 2_147_483_647 ? Math.trunc(ms) : 1;
    const timer = new Timeout(this, this.count, callback, delay, args, repeats);
    this.schedule(timer);
    return timer;
  }

  schedule(timer) {
    timer.due = this.now() + timer.ms;
    let index = this.list.length;
    while (index > 0 && this.list[index - 1].due > timer.due) index -= 1;
    this.list.splice(index, 0, timer);
  }

  /** @param {Timeout | number | string | undefined} timer */
  remove(timer) {
    const index = this.list.findIndex((entry) => entry === timer || entry.id === Number(timer));
    if (index >= 0) this.list.splice(index, 1);
  }

  /** @returns {number | undefined} ms since the epoch */
  nextDue() {
    return this.list[0]?.due;
  }

  hasReferenced() {
    return this.list.some((timer) => timer.referenced);
  }

  /** Runs what is due, each in a turn of the event loop of its own, so that promises settle between them. */
  fireDue() {
    const timer = this.list[0];
    if (timer === undefined || timer.due > this.now()) return;
    const listOnTimeout = () => {
      const first = this.list[0];
      if (first === undefined || first.due > this.now()) return;
      this.list.shift();
      if (first.repeats) this.schedule(first);
      this.fireDue();
      first.resource.runInAsyncScope(first._onTimeout, first, ...first.args);
    };
    setImmediate(listOnTimeout);
  }
}

module.exports = { VirtualTimers };
