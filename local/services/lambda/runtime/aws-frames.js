/*
 * What a stack trace on Lambda says of Lambda's own runtime, beneath the function's frames: its bundle is one file. By the
 * name of the function of ours that has the same part. Up to Node.js 22 as traces from AWS show it; from 24 on as
 * version 4.0.2 of AWS's client (aws-lambda-ric), which is that runtime, prints it. The lines change with its releases.
 */

const at = (label, position) => `${label} (file:///var/runtime/index.mjs:${position})`;
const INDEX = 'file:///var/runtime/index.mjs';

const starting3 = [
  at('async UserFunction.js.module.exports.load', '1119:21'),
  at('async start', '1282:23'),
  `async ${INDEX}:1288:1`,
];
const requiring3 = [
  at('_tryRequireFile', '1002:37'),
  at('_tryRequire', '1052:25'),
  at('_loadUserApp', '1081:22'),
  at('UserFunction.js.module.exports.load', '1119:27'),
  at('start', '1282:42'),
  `${INDEX}:1288:7`,
];
const importing3 = [
  at('async _tryAwaitImport', '1008:16'),
  at('async _tryRequire', '1057:86'),
  at('async _loadUserApp', '1081:16'),
  ...starting3,
];

const creating4 = [at('async createRuntime', '1219:52'), at('async ignition', '1635:21')];
const starting4 = [at('async UserFunctionLoader.load', '506:20'), ...creating4];
const importing4 = [at('async tryAwaitImport', '553:30'), at('async loadModule', '563:22'), ...starting4];
const serving4 = [
  at('async _Runtime.processSingleConcurrent', '1180:7'),
  at('async _Runtime.start', '1167:7'),
  at('async ignition', '1636:5'),
];

const UP_TO_NODE_22 = {
  'Runtime.handleOnceNonStreaming': [at('Runtime.handleOnceNonStreaming', '1173:29')],
  tryRequire: requiring3,
  'async tryImport': importing3,
  syntaxError: [at('_loadUserApp', '1084:17'), ...starting3],
  loadModule: [at('_loadUserApp', '1087:17'), ...starting3],
  resolveHandler: [at('UserFunction.js.module.exports.load', '1122:15'), ...starting3.slice(1)],
};

const FROM_NODE_24 = {
  'BufferedInvokeProcessor.processInvoke': [
    at('BufferedInvokeProcessor.processInvoke', '1094:33'),
    `${INDEX}:1180:98`,
    at('InvokeStoreSingle.run', '85:12'),
    at('_Runtime.runWithInvokeContext', '1193:24'),
    ...serving4,
  ],
  'async BufferedInvokeProcessor.processInvoke': [
    at('async BufferedInvokeProcessor.processInvoke', '1094:22'),
    ...serving4,
  ],
  tryRequire: importing4,
  'async tryImport': importing4,
  loadModule: [at('loadModule', '575:13'), ...starting4],
  resolveHandler: [at('resolveHandler', '589:11'), at('UserFunctionLoader.load', '511:21'), ...creating4],
  errorOnDeprecatedCallback: [
    at('errorOnDeprecatedCallback', '615:11'),
    at('createRuntime', '1220:5'),
    creating4.at(-1),
  ],
};

/** Frames of ours that stand for the ones given and for all beneath them. */
const endings = (major) => (major >= 24 ? FROM_NODE_24 : UP_TO_NODE_22);

/** Frames of ours that stand for one of Lambda's, above frames of Node's that are the same there. */
const SINGLE = { 'process.<anonymous>': at('process.<anonymous>', '1276:17') };

/** Node's own, beneath a callback of a timer: ours take their place in virtual time. */
const TIMER = ['listOnTimeout (node:internal/timers:581:17)', 'process.processTimers (node:internal/timers:519:7)'];

module.exports = { endings, SINGLE, TIMER };
