const http = require('node:http');
const https = require('node:https');
const module_ = require('node:module');
const { createFetch } = require('./virtual-fetch');

/**
 * Makes each HTTP request of the function hold the clock by a name of its own, from its start until its answer has
 * arrived. The request carries the name, so that the embedded AWS can let go of it while it waits for time itself.
 * @param {import('./activity').Activity} activity
 * @param {(message: object) => void} post
 * @param {import('../execution/messages').WorkerStart} start
 */
function installHeldRequests(activity, post, start) {
  const endpoint = new URL(start.endpoint);
  /** Of requests to the embedded AWS that have no answer yet, by the names of their holds. */
  const sockets = new Map();
  const letGo = (name) => {
    sockets.get(name)?.unref();
    sockets.delete(name);
  };
  let count = 0;

  const hold = (request) => {
    count += 1;
    const name = `http ${start.environmentId}-${count}`;
    post({ kind: 'requestStart', name });
    activity.requests += 1;
    const isOurs = request.getHeader('host') === endpoint.host;
    if (isOurs) request.setHeader(start.holdHeader, name);
    // Waiting for an answer is not computing: see Activity. One of the embedded AWS is there at once, unless we are told.
    request.once('socket', (socket) => {
      if (isOurs) sockets.set(name, socket);
      else socket.unref();
    });
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      letGo(name);
      activity.requests -= 1;
      activity.wake();
      post({ kind: 'requestEnd', name });
    };
    request.once('close', end);
    request.prependOnceListener('response', (response) => {
      letGo(name);
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
    /** The answer to this request waits for time, so this thread does too. */
    parked: letGo,
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
