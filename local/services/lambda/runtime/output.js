const { format } = require('node:util');
const { asOnLambda } = require('./shown-paths');

/** Lambda's own mark for the request whose lines these are; also read by other libraries. */
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');

let postLine = () => {};

/**
 * Sends what is written to the standard streams to the log, line by line as written: metrics in EMF are such lines.
 * @param {(message: object) => void} post
 */
function replaceStreams(post) {
  postLine = (message) => post({ kind: 'log', message });
  const flushes = [process.stdout, process.stderr].map((stream) => {
    let rest = '';
    stream.write = (chunk, encoding, done) => {
      const text = rest + asOnLambda(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      const lines = text.split('\n');
      rest = lines.pop();
      for (const line of lines) if (line !== '') postLine(line);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) process.nextTick(callback);
      return true;
    };
    return () => {
      if (rest !== '') postLine(rest);
      rest = '';
    };
  });
  // Node prints warnings past the streams, onto the screen of whoever runs the embedded AWS.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => process.stderr.write(`(node:1) ${warning.name}: ${warning.message}\n`));
  return {
    flush: () => {
      for (const flush of flushes) flush();
    },
  };
}

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The global console writes as Lambda's runtime does: each call is one log event, with time, request and level. */
function replaceConsole() {
  const write = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? writeJson : writeText;
  const least = Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL));
  const at = (level) => (LEVELS.indexOf(level) < least ? () => {} : (...parts) => write(level, parts));
  Object.assign(console, {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    log: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
  });
}

function writeText(level, parts) {
  postLine(`${new Date().toISOString()}\t${globalThis[REQUEST_ID]}\t${level}\t${asOnLambda(format(...parts))}`);
}

function writeJson(level, parts) {
  const entry = { timestamp: new Date().toISOString(), level, requestId: globalThis[REQUEST_ID] };
  const error = parts.find((part) => part instanceof Error);
  const details = error && {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: String(error.stack).split('\n'),
  };
  if (parts.length === 1) return postLine(asOnLambda(JSON.stringify({ ...entry, message: details ?? parts[0] })));
  postLine(asOnLambda(JSON.stringify({ ...entry, message: format(...parts), ...details })));
}

module.exports = { replaceStreams, replaceConsole, REQUEST_ID };
