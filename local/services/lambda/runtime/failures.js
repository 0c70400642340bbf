const { asOnLambda } = require('./shown-paths');

/**
 * An error as Lambda's Node.js runtime reports it to the invoker.
 * @returns {string} JSON
 */
function payloadOf(error) {
  if (error instanceof Error || (error?.name && error?.message && error?.stack)) {
    const { name, message, stack } = error;
    return asOnLambda(JSON.stringify({ errorType: name, errorMessage: message, trace: String(stack).split('\n') }));
  }
  return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
}

/** Writes an error to the log as Lambda's runtime does: in the function's format, with what else the error carries. */
function logError(what, error) {
  const logged = error instanceof Error ? error : new Error(String(error));
  if (process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON') return console.error(logged);
  console.error(what, `\t${formatted(logged)}`);
}

function formatted(error) {
  try {
    return JSON.stringify(error, (_, value) => (value instanceof Error ? withStack(value) : value));
  } catch {
    return payloadOf(error);
  }
}

const withStack = (error) => ({
  errorType: error.name,
  errorMessage: error.message,
  code: error.code,
  ...error,
  ...(typeof error.stack === 'string' ? { stack: error.stack.split('\n') } : {}),
});

/** An error of the runtime's own. The class has the name, so that the first line of the stack has it too. */
function runtimeError(name, message) {
  const kind = { [name]: class extends Error {} }[name];
  kind.prototype.name = `Runtime.${name}`;
  return new kind(message);
}

module.exports = { payloadOf, logError, runtimeError };
