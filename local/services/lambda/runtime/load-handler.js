const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { basename, dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { runtimeError } = require('./failures');

/** Loads `folder/file.export.path` from the function's code, in the order in which Lambda's runtime looks for it. */
async function loadHandler(taskRoot, handler, runtime) {
  const name = basename(handler);
  const [, file, path] = /^([^.]*)\.(.*)$/.exec(name) ?? [];
  if (handler.includes('..')) throw runtimeError('MalformedHandlerName', `'${handler}' is not a valid handler name.`);
  if (file === undefined) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const module = await loadModule(resolve(taskRoot, dirname(handler), file), taskRoot, file, majorVersion(runtime));
  const found = resolveHandler(module, path, handler);
  if (majorVersion(runtime) >= 24) errorOnDeprecatedCallback(found);
  return found;
}

function resolveHandler(module, path, handler) {
  const found = path.split('.').reduce((value, key) => value?.[key], module);
  if (found === undefined) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  return found;
}

function errorOnDeprecatedCallback(handler) {
  if (handler.length < 3 || handler.constructor.name === 'AsyncFunction') return;
  throw runtimeError(
    'CallbackHandlerDeprecated',
    'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
  );
}

async function loadModule(path, taskRoot, file, major) {
  const isModule = isEsm(taskRoot);
  const candidates = isModule
    ? [`${path}.js`, `${path}.mjs`, `${path}.cjs`]
    : [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw runtimeError('ImportModuleError', `Error: ${notFound(file)}`);
  try {
    return found.endsWith('.mjs') || (isModule && found.endsWith('.js')) ? await tryImport(found) : tryRequire(found);
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxError(error, major);
    if (error?.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', String(error));
    throw error;
  }
}

const notFound = (file) => `Cannot find module '${file}'\nRequire stack:\n- /var/runtime/index.mjs`;

const tryRequire = (path) => require(path);

async function tryImport(path) {
  return await import(pathToFileURL(path).href);
}

/** The older runtimes lose where in the function's code the error is. */
function syntaxError(error, major) {
  const reported = runtimeError('UserCodeSyntaxError', String(error));
  return major >= 24 ? Object.assign(reported, { stack: error.stack }) : reported;
}

function isEsm(taskRoot) {
  const file = join(taskRoot, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
}

/**
 * A package that is missing from the bundle must not be found in the node_modules of the project that the code lies
 * in: it would not be there on AWS.
 */
function confineModules(taskRoot) {
  const paths = Module._nodeModulePaths;
  Module._nodeModulePaths = (from) => paths.call(Module, from).filter((path) => path.startsWith(taskRoot));
  Module.globalPaths.length = 0;
}

const majorVersion = (runtime) => Number(/\d+/.exec(runtime)?.[0]);

module.exports = { loadHandler, confineModules, majorVersion };
