const { logError, payloadOf, runtimeError } = require('./failures');
const { BufferedInvokeProcessor, Runtime } = require('./handler-call');
const { majorVersion } = require('./load-handler');
const { REQUEST_ID } = require('./output');

/**
 * Runs one invocation after the other. How an invocation ends follows the sources of Lambda's runtime
 * (aws/aws-lambda-nodejs-runtime-interface-client: Runtime.js, CallbackContext.js).
 */
class InvocationLoop {
  /** @param {{ post: Function, output: { flush(): void }, runtime: string, pending: () => boolean }} options */
  constructor({ post, output, runtime, pending }) {
    Object.assign(this, { post, output, pending });
    this.promisesOnly = majorVersion(runtime) >= 24;
    this.handler = undefined;
    /** Whether the function's module has been run, well or not. */
    this.loaded = false;
    /** The invocation that is running. */
    this.current = undefined;
  }

  /** @param {Extract<import('../execution/messages').ToWorker, { kind: 'invoke' }>} request */
  invoke(request) {
    const invocation = { request, result: undefined };
    this.current = invocation;
    globalThis[REQUEST_ID] = request.requestId;
    process.env._X_AMZN_TRACE_ID = request.traceId;
    const succeed = (value) => this.succeed(invocation, value);
    const fail = (error) => this.fail(invocation, error);
    const context = this.context(request, succeed, fail);
    const callback = (error, value) => {
      if (error !== undefined && error !== null) fail(error);
      else if (context.callbackWaitsForEmptyEventLoop) invocation.result ??= { value };
      else succeed(value);
    };
    try {
      const event = JSON.parse(request.payload);
      if (this.promisesOnly) {
        new BufferedInvokeProcessor(this.handler).processInvoke(event, context).then(succeed, fail);
        return;
      }
      const returned = new Runtime(this.handler).handleOnceNonStreaming(event, context, callback);
      if (typeof returned?.then === 'function') returned.then(succeed, fail);
    } catch (error) {
      fail(error);
    }
  }

  succeed(invocation, value) {
    if (this.current !== invocation) return;
    let payload;
    try {
      payload = JSON.stringify(value === undefined ? null : value);
    } catch {
      return this.fail(invocation, runtimeError('MarshalError', 'Unable to stringify response body'));
    }
    this.end({ kind: 'result', payload: payload ?? 'null' });
  }

  fail(invocation, error) {
    if (this.current !== invocation) return;
    logError('Invoke Error', error);
    this.end({ kind: 'failure', payload: payloadOf(error) });
  }

  end(message) {
    this.current = undefined;
    this.output.flush();
    this.post(message);
  }

  /** Nothing is left to run. If nothing is awaited either, the invocation cannot go on. */
  drained() {
    if (this.pending()) return;
    // As Node ends a process whose top-level await never settles.
    if (!this.loaded) return this.exit(13);
    const invocation = this.current;
    if (invocation === undefined) return;
    if (invocation.result !== undefined) return this.succeed(invocation, invocation.result.value);
    // Node.js 24 on: the runtime no longer waits for an empty event loop, so the process ends (client 4.0.0, "No
    // BeforeExit event loop waiting"). Before: an error for async functions, else null (its pull request 144).
    if (this.promisesOnly) return this.exit(0);
    if (this.handler.constructor.name !== 'AsyncFunction') return this.succeed(invocation, null);
    this.fail(
      invocation,
      runtimeError(
        'NodeJsExit',
        'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
      ),
    );
  }

  /** Ends the invocation and the environment with an error that nobody caught. */
  die(what, error, code) {
    const payload = payloadOf(error);
    logError(what, error);
    if (!this.loaded) this.end({ kind: 'initError', payload });
    else if (this.current !== undefined) this.end({ kind: 'fatal', payload });
    this.exit(code);
  }

  exit(code) {
    this.output.flush();
    process.exit(code);
  }

  context(request, succeed, fail) {
    const { env } = process;
    const properties = {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: request.clientContext === undefined ? undefined : JSON.parse(request.clientContext),
      identity: undefined,
      invokedFunctionArn: request.functionArn,
      awsRequestId: request.requestId,
      getRemainingTimeInMillis: () => request.deadline - Date.now(),
    };
    if (this.promisesOnly) return properties;
    const done = (error, value) => (error === undefined || error === null ? succeed(value) : fail(error));
    return { ...properties, done, succeed, fail: (error) => fail(error ?? 'handled') };
  }
}

module.exports = { InvocationLoop };
