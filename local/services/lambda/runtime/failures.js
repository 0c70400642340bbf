/** An error as Lambda's Node.js runtime reports it. */
function toPayload(error) {
  if (error instanceof Error || (error?.name && error?.message && error?.stack)) {
    return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function runtimeError(name, message) {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  return error;
}

/** An error that nobody caught ends the invocation with it, and the environment. */
function reportUncaught(loop) {
  process.on('uncaughtException', (error) => loop.die('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason) => {
    const error = runtimeError('UnhandledPromiseRejection', String(reason));
    if (reason instanceof Error) error.stack = `${error.name}: ${error.message}\n${reason.stack}`;
    loop.die('Unhandled Promise Rejection', error, 128);
  });
}

module.exports = { toPayload, runtimeError, reportUncaught };
