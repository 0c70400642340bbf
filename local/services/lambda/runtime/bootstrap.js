/*
 * What runs in the worker thread of an execution environment. Plain CommonJS: a worker starts without the loaders
 * that tsx and jest put into the main thread.
 */
const { parentPort, workerData } = require('node:worker_threads');
const { Activity } = require('./activity');
const { replaceConsole, replaceStreams } = require('./output');
const { loadHandler, confineModules, majorVersion } = require('./load-handler');
const { InvocationLoop } = require('./invocation-loop');
const { logError, payloadOf } = require('./failures');
const { showPathsOf } = require('./shown-paths');
const { reportUncaught } = require('./uncaught');

/** @type {import('../execution/messages').WorkerStart} */
const start = workerData;
const post = (/** @type {import('../execution/messages').FromWorker} */ message) => parentPort.postMessage(message);

let timers;
let requests;
const activity = new Activity(
  parentPort,
  post,
  start.virtual,
  () => loop.drained(),
  () => timers?.nextDue(),
);
showPathsOf(start.taskRoot, majorVersion(start.runtime));
const output = replaceStreams(post);
replaceConsole();
const loop = new InvocationLoop({ post, output, runtime: start.runtime, pending: () => activity.waits(timers) });
reportUncaught(loop, start.runtime);

if (start.virtual) {
  const shared = new Float64Array(start.time);
  const now = () => shared[0];
  timers = require('./virtual-time').installVirtualTime(now, activity);
  require('./seeded-chance').installSeededChance(start.seed);
  requests = require('./virtual-http').installHeldRequests(activity, post, start);
}
confineModules(start.taskRoot);
// A thread shares the directory of its process; so at least what is resolved against it is as on Lambda.
process.cwd = () => start.taskRoot;

process.on('beforeExit', () => activity.drain());
parentPort.on('message', (/** @type {import('../execution/messages').ToWorker} */ message) => {
  activity.received(message.sequence);
  if (message.kind === 'parked') return requests.parked(message.name);
  // A thawed environment first runs the timers that came due while it was frozen.
  timers?.fireDue();
  if (message.kind === 'invoke') setImmediate(() => loop.invoke(message));
});
activity.received(0);

loadHandler(start.taskRoot, start.handler, start.runtime).then(
  (handler) => {
    loop.handler = handler;
    loop.loaded = true;
    output.flush();
    post({ kind: 'ready' });
  },
  (error) => {
    loop.loaded = true;
    logError(majorVersion(start.runtime) >= 24 ? 'Init Error' : 'Uncaught Exception', error);
    output.flush();
    post({ kind: 'initError', payload: payloadOf(error) });
  },
);
