const { realpathSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { StackFrames } = require('./stack-frames');

/*
 * On Lambda the function's code lies in /var/task and the runtime in /var/runtime. Here the code lies anywhere, and is
 * opened there: what the function reads (`__dirname`, `LAMBDA_TASK_ROOT`, `import.meta.url`) are real paths. What it says,
 * its log and its errors, is shown as on Lambda. Its results are data and stay as they are.
 */

/** @type {(text: string) => string} */
let translate = (text) => text;

/** Text of the function's, JSON or not, with the paths that it would have on Lambda. */
const asOnLambda = (text) => translate(text);

/**
 * @param {string} taskRoot folder of the function's code
 * @param {number} major version of Node.js that the function's runtime is named after
 */
function showPathsOf(taskRoot, major) {
  // Node resolves symbolic links in the names of modules.
  const real = realpathSync(taskRoot);
  const ours = realpathSync(__dirname);
  const frames = new StackFrames({ ours, taskRoot: real, major });
  const folders = [...new Set([taskRoot, real].flatMap((path) => [path, pathToFileURL(path).pathname]))];
  // Not the sibling whose name begins alike.
  const folder = new RegExp(`(?:${alternatives(folders)})(?![\\w-]|\\.\\w)`, 'g');
  const requiredByUs = new RegExp(String.raw`(?:(\n|\\n|",\s*")- ${escaped(ours)}/[\w-]+\.js)+`, 'g');
  const behindTask = /(- \/var\/task(?:(?!\\n)[^\n"])*)(?:\n|\\n|",\s*")- \/var\/runtime\/index\.mjs/g;
  const file = new RegExp(String.raw`${escaped(ours)}/[\w-]+\.js`, 'g');

  translate = (text) => {
    const named = text.includes(ours) || folders.some((path) => text.includes(path));
    if (!named && !(process.sourceMapsEnabled && text.includes('  at '))) return text;
    const shown = frames
      .translate(text)
      .replaceAll(folder, '/var/task')
      .replaceAll(requiredByUs, '$1- /var/runtime/index.mjs')
      .replaceAll(file, '/var/runtime/index.mjs');
    // From Node.js 24 on the runtime imports the function's module, so that nothing has required it.
    return major >= 24 ? shown.replaceAll(behindTask, '$1') : shown;
  };
}

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const alternatives = (texts) =>
  texts
    .toSorted((one, other) => other.length - one.length)
    .map(escaped)
    .join('|');

module.exports = { asOnLambda, showPathsOf };
