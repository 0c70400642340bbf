const http = require('node:http');
const https = require('node:https');
const module_ = require('node:module');
const { createFetch } = require('./virtual-fetch');

/**
 * Makes the function's HTTP requests hold the clock until their answers have arrived. While the embedded AWS works on one,
 * its referenced socket keeps this thread awake, and with it the clock's hold; that ends when AWS says that it waits for
 * time itself. A request to another host holds the clock by a name of its own.
 * @param {import('./activity').Activity} activity
 * @param {(message: object) => void} post
 * @param {import('../execution/messages').WorkerStart} start
 */
function installHeldRequests(activity, post, start) {
  const endpoint = new URL(start.endpoint);
  /** Requests to the embedded AWS whose answer has not come, by name. */
  const underWay = new Map();
  let count = 0;

  const hold = (request) => {
    count += 1;
    const name = `${start.owner}/${count}`;
    // With `Expect: 100-continue` the headers are on their way already.
    const isOurs = !request.headersSent && request.getHeader('host') === endpoint.host;
    const held = { isNamed: !isOurs, socket: undefined };
    if (isOurs) {
      request.setHeader(start.holdHeader, name);
      underWay.set(name, held);
    } else post({ kind: 'requestStart', name });
    activity.requests += 1;
    request.once('socket', (socket) => {
      held.socket = socket;
      // Waiting for the answer is not computing: see Activity. An agent hands sockets on as the request before left them.
      if (held.isNamed) socket.unref();
      else socket.ref();
    });
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      held.socket?.unref();
      underWay.delete(name);
      activity.requests -= 1;
      activity.wake();
      if (held.isNamed) post({ kind: 'requestEnd', name });
    };
    request.once('close', end);
    request.prependOnceListener('response', (response) => {
      activity.wake();
      // Node throws an answer away that nobody listens for; this listener must not change that.
      if (request.listenerCount('response') === 0) response.resume();
      endWithLastByte(response, end);
    });
  };

  for (const module of [http, https]) {
    const send = module.request;
    module.request = (...args) => {
      activity.wake();
      const timeout = takeTimeout(args);
      const request = send.apply(module, args);
      hold(request);
      replaceSocketTimeout(request, timeout);
      return request;
    };
    module.get = (...args) => module.request(...args).end();
  }
  globalThis.fetch = createFetch();
  module_.syncBuiltinESMExports();
  return {
    /** The answer to this request waits for time, so this thread does too. It may have come in the meantime. */
    parked(name) {
      const held = underWay.get(name);
      if (held === undefined) return post({ kind: 'requestEnd', name });
      held.isNamed = true;
      held.socket?.unref();
    },
  };
}

/** The parser pushes null after the last byte. Not 'end': that comes only when the function reads the answer. */
function endWithLastByte(response, end) {
  const push = response.push;
  response.push = function (chunk, encoding) {
    if (chunk === null) end();
    return push.call(this, chunk, encoding);
  };
}

/** Removes the option `timeout` from the arguments of http.request: Node would count it in real time. */
function takeTimeout(args) {
  const index = args.findIndex((arg) => typeof arg === 'object' && arg !== null && !(arg instanceof URL));
  const timeout = args[index]?.timeout;
  if (timeout !== undefined) args[index] = { ...args[index], timeout: undefined };
  return timeout;
}

/** The same for request.setTimeout. */
function replaceSocketTimeout(request, timeout) {
  let timer;
  request.setTimeout = (ms, listener) => {
    clearTimeout(timer);
    if (listener) request.once('timeout', listener);
    if (ms > 0) timer = setTimeout(() => request.emit('timeout'), ms).unref();
    return request;
  };
  request.once('close', () => clearTimeout(timer));
  if (timeout > 0) request.setTimeout(timeout);
}

module.exports = { installHeldRequests };
