/*
 * The two ways in which Lambda's runtime calls a handler. Classes and methods have its names, since they are in every
 * stack trace: `at Runtime.handler (file:///var/task/index.mjs:1:1)`.
 */

/** Up to Node.js 22. */
class Runtime {
  constructor(handler) {
    this.handler = handler;
  }

  handleOnceNonStreaming(event, context, callback) {
    return this.handler(event, context, callback);
  }
}

/** From Node.js 24 on. */
class BufferedInvokeProcessor {
  constructor(handler) {
    this.handler = handler;
  }

  async processInvoke(event, context) {
    // `await`, so that a trace from behind an await of the handler's names this call.
    return await this.handler(event, context);
  }
}

module.exports = { Runtime, BufferedInvokeProcessor };
