const { inspect } = require('node:util');
const { runtimeError } = require('./failures');
const { majorVersion } = require('./load-handler');

/** An error that nobody caught ends the invocation with it, and the environment. */
function reportUncaught(loop, runtime) {
  if (majorVersion(runtime) >= 24) return leaveUncaughtToNode(loop);
  process.on('uncaughtException', (error) => loop.die('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) => {
    const error = Object.assign(runtimeError('UnhandledPromiseRejection', String(reason)), { reason, promise });
    loop.die('Unhandled Promise Rejection', error, 128);
  });
}

/**
 * From Node.js 24 on the runtime listens for neither (client 4.0.2): Node prints the error, here without the line of source,
 * and ends the process with 1, unless the function listens itself. Of a rejection Node makes an exception.
 */
function leaveUncaughtToNode(loop) {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    process.stderr.write(`${error instanceof Error ? inspect(error) : `Uncaught:\n${inspect(error)}`}\n`);
    loop.exit(1);
  });
}

module.exports = { reportUncaught };
