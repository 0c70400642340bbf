const module_ = require('node:module');
const timersModule = require('node:timers');
const timersPromises = require('node:timers/promises');
const { promisify } = require('node:util');
const { VirtualTimers } = require('./virtual-timers');

/**
 * Lets this thread live in the clock's time: Date, performance.now, process.hrtime and all timers. To be called
 * before the function's code is loaded.
 * @param {() => number} now ms since the epoch
 */
function installVirtualTime(now, activity) {
  replaceDate(now);
  replaceStopwatches(now);
  const timers = new VirtualTimers(now, () => activity.wake());
  replaceTimers(timers);
  module_.syncBuiltinESMExports();
  return timers;
}

function replaceDate(now) {
  const RealDate = Date;
  function VirtualDate(...parts) {
    if (new.target === undefined) return new RealDate(now()).toString();
    const target = new.target === VirtualDate ? RealDate : new.target;
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, target);
  }
  Object.setPrototypeOf(VirtualDate, RealDate);
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' });
  Object.defineProperty(VirtualDate, 'length', { value: 7 });
  // The same prototype, so that instanceof holds for dates that Node made.
  VirtualDate.prototype = RealDate.prototype;
  VirtualDate.prototype.constructor = VirtualDate;
  VirtualDate.now = now;
  globalThis.Date = VirtualDate;
}

function replaceStopwatches(now) {
  const origin = now();
  const nanoseconds = () => BigInt(Math.round((now() - origin) * 1e6));
  Object.defineProperty(performance, 'now', { value: () => now() - origin, configurable: true });
  Object.defineProperty(performance, 'timeOrigin', { value: origin, configurable: true });
  const hrtime = (since = [0, 0]) => {
    const passed = nanoseconds() - (BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  };
  hrtime.bigint = nanoseconds;
  process.hrtime = hrtime;
  process.uptime = () => (now() - origin) / 1000;
}

function replaceTimers(timers) {
  const setTimeout = (callback, ms, ...args) => timers.add(callback, ms, args, false);
  const setInterval = (callback, ms, ...args) => timers.add(callback, ms, args, true);
  const clear = (timer) => timers.remove(timer);
  const promises = promisedTimers(setTimeout, clear);
  setTimeout[promisify.custom] = promises.setTimeout;
  const replaced = { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
  Object.assign(globalThis, replaced);
  Object.assign(timersModule, replaced);
  Object.assign(timersPromises, promises);
  timersPromises.scheduler.wait = (ms, options) => promises.setTimeout(ms, undefined, options);
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    setTimeout(() => controller.abort(reason()), ms).unref();
    return controller.signal;
  };
}

function promisedTimers(setTimeout, clear) {
  const abortError = (signal) =>
    Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
      name: 'AbortError',
      code: 'ABORT_ERR',
    });
  const wait = (ms, value, { signal, ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      const onAbort = () => {
        clear(timer);
        reject(abortError(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve(value);
      }, ms);
      if (!ref) timer.unref();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  async function* every(ms, value, options) {
    for (;;) {
      await wait(ms, value, options);
      yield value;
    }
  }
  return { setTimeout: wait, setInterval: every };
}

module.exports = { installVirtualTime };
