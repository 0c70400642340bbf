const { existsSync } = require('node:fs');
const { relative, resolve, sep } = require('node:path');
const { endings, SINGLE, TIMER } = require('./aws-frames');

/**
 * One frame, or util.inspect's word that some are left out, with what stands before it: in a text, or in JSON of a text
 * or of a list of lines.
 */
const FRAME = /(^|\n|\\n|",\s*")([ \t]+(?:at |\.{3} (?=\d+ lines matching )))((?:(?!\\n)[^\n"])+)/g;
/** Frames one beneath the other. */
const TRACE = new RegExp(`(?:${FRAME.source.replaceAll(/\((?!\?)/g, '(?:')})+`, 'g');

/** Shows the frames in a text as they are on Lambda. */
class StackFrames {
  /** @param {{ ours: string, taskRoot: string, major: number }} options folders without symbolic links; Node.js version */
  constructor({ ours, taskRoot, major }) {
    Object.assign(this, { ours, taskRoot, endings: endings(major) });
  }

  translate(text) {
    return text.replaceAll(TRACE, (trace) => this.trace(trace));
  }

  trace(text) {
    const frames = [...text.matchAll(FRAME)].map(([, before, indent, body]) => ({ prefix: before + indent, body }));
    // util.inspect opens an error's further properties behind its last frame.
    const rest = frames.at(-1).body.endsWith(' {') ? ' {' : '';
    const shown = [];
    for (const { prefix, body } of frames) {
      const label = this.labelOfOurs(body);
      if (label === undefined) {
        shown.push(prefix + this.fromSource(body));
        continue;
      }
      const ending = label.timer ? TIMER : this.endings[label.name];
      if (label.timer && shown.at(-1)?.includes('AsyncResource.runInAsyncScope')) shown.pop();
      if (ending !== undefined) shown.push(...ending.map((frame) => prefix + frame));
      else if (label.name in SINGLE) shown.push(prefix + SINGLE[label.name]);
      // Beneath our bootstrap is how a thread gets its messages.
      if (ending !== undefined || label.bootstrap) break;
    }
    const most = Math.max(frames.length, Number(Error.stackTraceLimit) || 0);
    const kept = shown.slice(0, most).join('');
    return rest === '' || kept.endsWith(rest) ? kept : kept + rest;
  }

  /** What a frame of the emulator is called; undefined for any other. */
  labelOfOurs(body) {
    const start = body.indexOf(this.ours + sep);
    if (start < 0) return undefined;
    const name = body
      .slice(0, start)
      .replace(/(file:\/\/)?$/, '')
      .replace(/( \[as [^\]]*\])? ?\($/, '');
    const file = body.slice(start + this.ours.length + 1);
    return { name, timer: name === 'Immediate.listOnTimeout', bootstrap: file.startsWith('bootstrap.js') };
  }

  /**
   * A source map names its sources relative to the bundle, so that from a folder elsewhere they seem to lie elsewhere.
   * A module that really lies outside the function's folder stays where it is: one that it has written to /tmp.
   */
  fromSource(body) {
    if (!process.sourceMapsEnabled) return body;
    return body.replace(/(^|^async |\()(\/[^()]*?)(?=:\d+:\d+\)?)/, (whole, before, path) =>
      path.startsWith(this.taskRoot + sep) || (path.startsWith('/tmp/') && existsSync(path))
        ? whole
        : before + resolve('/var/task', relative(this.taskRoot, path)),
    );
  }
}

module.exports = { StackFrames };
