import { rmSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { LambdaBench } from './bench';

/** Whatever is of this machine: the repository, and the folder that the code is unpacked in. */
const OF_THIS_MACHINE = new RegExp(`${process.cwd()}|embedded-aws-code|lambda-test-|services/lambda`);

let bench: LambdaBench;
beforeEach(() => {
  bench = new LambdaBench();
});
afterEach(async () => {
  const said = JSON.stringify(bench.platform.logs.map(({ message }) => message));
  await bench.close();
  expect(said).not.toMatch(OF_THIS_MACHINE);
});

const log = () => bench.platform.logs.map(({ message }) => message).join('\n');

async function traceOf(source: string, runtime: string, file = 'index.js'): Promise<string[]> {
  await bench.deploy('f', source, { Runtime: runtime }, file);
  const { payload } = await bench.invoke('f');
  expect(JSON.stringify(payload)).not.toMatch(OF_THIS_MACHINE);
  return payload.trace.map((line: string) => line.replace(/\d+:\d+(?=\)?$)/, '…'));
}

describe('the trace of an error in the handler', () => {
  test.each([
    [
      'index.js',
      'exports.handler = async () => { throw new TypeError("no") }',
      'exports.handler (/var/task/index.js:…)',
    ],
    [
      'index.mjs',
      'export function handler() { throw new TypeError("no") }',
      'Runtime.handler (file:///var/task/index.mjs:…)',
    ],
  ])('of Node.js 22 is the function’s frames and the one of the runtime: %s', async (file, source, frame) => {
    expect(await traceOf(source, 'nodejs22.x', file)).toEqual([
      'TypeError: no',
      `    at ${frame}`,
      '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:…)',
    ]);
  });

  test('of Node.js 24 names how that runtime has come to the handler', async () => {
    const source = 'export function handler() { throw new Error("no") }';
    expect(await traceOf(source, 'nodejs24.x', 'index.mjs')).toEqual([
      'Error: no',
      '    at BufferedInvokeProcessor.handler (file:///var/task/index.mjs:…)',
      '    at BufferedInvokeProcessor.processInvoke (file:///var/runtime/index.mjs:…)',
      '    at file:///var/runtime/index.mjs:…',
      '    at InvokeStoreSingle.run (file:///var/runtime/index.mjs:…)',
      '    at _Runtime.runWithInvokeContext (file:///var/runtime/index.mjs:…)',
      '    at async _Runtime.processSingleConcurrent (file:///var/runtime/index.mjs:…)',
      '    at async _Runtime.start (file:///var/runtime/index.mjs:…)',
      '    at async ignition (file:///var/runtime/index.mjs:…)',
    ]);
  });

  test('from behind an await has the frames that wait', async () => {
    const source = `const wait = () => new Promise((r) => setTimeout(r, 5));
      export async function handler() { await wait(); throw new Error("no") }`;
    expect(await traceOf(source, 'nodejs24.x', 'index.mjs')).toEqual([
      'Error: no',
      '    at BufferedInvokeProcessor.handler (file:///var/task/index.mjs:…)',
      '    at async BufferedInvokeProcessor.processInvoke (file:///var/runtime/index.mjs:…)',
      '    at async _Runtime.processSingleConcurrent (file:///var/runtime/index.mjs:…)',
      '    at async _Runtime.start (file:///var/runtime/index.mjs:…)',
      '    at async ignition (file:///var/runtime/index.mjs:…)',
    ]);
  });

  test('is no longer than the limit', async () => {
    const source = `const deep = (n) => { if (n === 0) throw new Error("no"); deep(n - 1) };
      export function handler() { deep(7) }`;
    const trace = await traceOf(source, 'nodejs24.x', 'index.mjs');
    expect(trace).toHaveLength(1 + 10);
    expect(trace.at(-1)).toBe('    at BufferedInvokeProcessor.processInvoke (file:///var/runtime/index.mjs:…)');
  });

  test('thrown by a timer is as if the timer were Node’s', async () => {
    const source = 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("out") }, 5))';
    expect(await traceOf(source, 'nodejs22.x')).toEqual([
      'Error: out',
      '    at Timeout._onTimeout (/var/task/index.js:…)',
      '    at listOnTimeout (node:internal/timers:…)',
      '    at process.processTimers (node:internal/timers:…)',
    ]);
  });
});

describe('the trace of a module that does not start', () => {
  test('because another is missing says who required it', async () => {
    const trace = await traceOf('require("./missing")', 'nodejs22.x');
    expect(trace).toEqual([
      "Runtime.ImportModuleError: Error: Cannot find module './missing'",
      'Require stack:',
      '- /var/task/index.js',
      '- /var/runtime/index.mjs',
      '    at _loadUserApp (file:///var/runtime/index.mjs:…)',
      '    at async UserFunction.js.module.exports.load (file:///var/runtime/index.mjs:…)',
      '    at async start (file:///var/runtime/index.mjs:…)',
      '    at async file:///var/runtime/index.mjs:…',
    ]);
  });

  test('because another is missing is not said to be required by the runtime on Node.js 24, which imports', async () => {
    const trace = await traceOf('require("./missing")', 'nodejs24.x');
    expect(trace.slice(1, 4)).toEqual([
      'Require stack:',
      '- /var/task/index.js',
      '    at loadModule (file:///var/runtime/index.mjs:…)',
    ]);
  });

  test('because it is missing itself, on Node.js 24', async () => {
    expect(await traceOf('', 'nodejs24.x', 'other.js')).toEqual([
      "Runtime.ImportModuleError: Error: Cannot find module 'index'",
      'Require stack:',
      '- /var/runtime/index.mjs',
      '    at loadModule (file:///var/runtime/index.mjs:…)',
      '    at async UserFunctionLoader.load (file:///var/runtime/index.mjs:…)',
      '    at async createRuntime (file:///var/runtime/index.mjs:…)',
      '    at async ignition (file:///var/runtime/index.mjs:…)',
    ]);
  });

  test.each([
    ['index.js', '/var/task/index.js', '_tryRequireFile'],
    ['index.mjs', 'file:///var/task/index.mjs', 'async _tryAwaitImport'],
  ])('because it throws, ends in the runtime: %s', async (file, shown, loader) => {
    const trace = await traceOf('throw new RangeError("init")', 'nodejs22.x', file);
    expect(trace[1]).toContain(shown);
    expect(trace).toContain(`    at ${loader} (file:///var/runtime/index.mjs:…)`);
    expect(trace.length).toBeLessThanOrEqual(11);
  });

  test('because it is no JavaScript shows where, on Node.js 24', async () => {
    const trace = await traceOf('let x = = 1', 'nodejs24.x');
    expect(trace.slice(0, 2)).toEqual(['/var/task/index.js:1', 'let x = = 1']);
  });
});

describe('the log', () => {
  test('has an error of the handler with its stack, and what else it carries', async () => {
    const source = 'exports.handler = async () => { throw Object.assign(new Error("no"), { code: "E", order: 7 }) }';
    await bench.deploy('f', source, { Runtime: 'nodejs22.x' });
    await bench.invoke('f');
    const [, json] = /\tERROR\tInvoke Error \t(.*)/.exec(log()) ?? [];
    expect(JSON.parse(json ?? '')).toEqual({
      errorType: 'Error',
      errorMessage: 'no',
      code: 'E',
      order: 7,
      stack: [
        'Error: no',
        expect.stringMatching(/^ {4}at exports.handler \(\/var\/task\/index.js:\d+:\d+\)$/),
        '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)',
      ],
    });
  });

  test('has a rejection that nobody heard, with its reason', async () => {
    const source =
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise((r) => setTimeout(r, 50)) }';
    const trace = await traceOf(source, 'nodejs22.x');
    expect(trace.slice(0, 3)).toEqual([
      'Runtime.UnhandledPromiseRejection: Error: lost',
      '    at process.<anonymous> (file:///var/runtime/index.mjs:…)',
      '    at process.emit (node:events:…)',
    ]);
    const [, json] = /\tUnhandled Promise Rejection \t(.*)/.exec(log()) ?? [];
    expect(JSON.parse(json ?? '').reason.stack[1]).toMatch(/at exports\.handler \(\/var\/task\/index\.js:/);
  });

  test('has on Node.js 24 an error that nobody caught, as Node prints it', async () => {
    const source = 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("out") }, 5))';
    await bench.deploy('f', source);
    await bench.invoke('f');
    expect(log()).toMatch(/^Error: out$/m);
    expect(log()).toMatch(/^ {4}at .*\(\/var\/task\/index\.js:1:\d+\)$/m);
  });

  test.each([
    ['console.error', 'console.error("caught", error)'],
    ['an object around it', 'console.error({ error, at: 1 })'],
    [
      'a logger that writes JSON',
      'console.log(JSON.stringify({ stack: error.stack, lines: error.stack.split("\\n") }))',
    ],
    ['the stream itself', 'process.stderr.write(error.stack + "\\n")'],
    ['a cause', 'console.error(new Error("outer", { cause: error }))'],
  ])('shows an error that was caught as on Lambda, through %s', async (_, say) => {
    await bench.deploy(
      'f',
      `exports.handler = async () => { const error = Object.assign(new Error("inner"), { code: 7 }); ${say} }`,
      { Runtime: 'nodejs22.x' },
    );
    expect((await bench.invoke('f')).error).toBeUndefined();
    expect(log()).toMatch(/at exports\.handler \(\/var\/task\/index\.js:\d+:\d+\)/);
    expect(log()).toContain('at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)');
    expect(log()).not.toMatch(/InvocationLoop|Immediate|processImmediate/);
  });

  test('keeps what util.inspect writes behind the last frame', async () => {
    const source = 'exports.handler = async () => console.error(Object.assign(new Error("x"), { code: 7 }))';
    await bench.deploy('f', source, { Runtime: 'nodejs22.x' });
    await bench.invoke('f');
    expect(log()).toContain('(file:///var/runtime/index.mjs:1173:29) {\n  code: 7\n}');
  });

  test('in JSON has the stack of an error that ends the invocation', async () => {
    await bench.deploy('f', 'exports.handler = async () => { throw new TypeError("no") }', {
      Runtime: 'nodejs22.x',
      LoggingConfig: { LogFormat: 'JSON' },
    });
    await bench.invoke('f');
    expect(bench.platform.logs.map(({ message }) => JSON.parse(message))).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: {
          errorType: 'TypeError',
          errorMessage: 'no',
          stackTrace: [
            'TypeError: no',
            expect.stringContaining('/var/task/'),
            expect.stringContaining('/var/runtime/'),
          ],
        },
      }),
    );
  });

  test('says where the function lies as Lambda’s would', async () => {
    await bench.deploy(
      'f',
      'exports.handler = async () => console.log(`in ${__dirname}.`, __filename, __dirname + "-2")',
    );
    await bench.invoke('f');
    expect(log()).toContain('in /var/task. /var/task/index.js ');
    // A folder of another name is not the function's; it is told apart here and not hidden from the check below.
    expect(log()).not.toContain('/var/task-2');
    bench.platform.logs.length = 0;
  });
});

test('the function itself sees where its files are, and reads them', async () => {
  const source = `
    const { readFileSync } = require('fs'); const { join, resolve } = require('path');
    exports.handler = async () => ({
      texts: [process.env.LAMBDA_TASK_ROOT, __dirname, process.cwd()].map((folder) => readFileSync(join(folder, 'x.txt'), 'utf8')),
      resolved: readFileSync(resolve('x.txt'), 'utf8'), runtime: process.env.LAMBDA_RUNTIME_DIR,
      required: require(process.env.LAMBDA_TASK_ROOT + '/data.json'),
    })`;
  await bench.ask('CreateFunction', {
    FunctionName: 'f',
    Runtime: 'nodejs22.x',
    Role: 'arn:aws:iam::000000000000:role/r',
    Handler: 'index.handler',
    Code: { ZipFile: zipSync({ 'index.js': strToU8(source), 'x.txt': strToU8('x'), 'data.json': strToU8('[1]') }) },
  });
  await bench.platform.pass(5);
  const { payload } = await bench.invoke('f');
  expect(payload).toEqual({ texts: ['x', 'x', 'x'], resolved: 'x', runtime: '/var/runtime', required: [1] });
});

test('an error about a file names it as on Lambda', async () => {
  await bench.deploy('f', 'exports.handler = async () => require("fs").readFileSync(__dirname + "/x.txt")');
  expect((await bench.invoke('f')).payload.errorMessage).toBe(
    "ENOENT: no such file or directory, open '/var/task/x.txt'",
  );
});

test('a result is data and stays as it is', async () => {
  await bench.deploy('f', 'exports.handler = async () => __dirname');
  expect((await bench.invoke('f')).payload).toMatch(/lambda-test-.*asset\.1$/);
});

describe('with source maps', () => {
  /** Of a bundle whose third line came from line 5, column 9 of the source; made in a folder two deep. */
  const map = { version: 3, sources: ['../../functions/api.ts'], names: [], mappings: ';;AAIQ' };
  const comment = `//# sourceMappingURL=data:application/json;base64,${btoa(JSON.stringify(map))}`;
  const variables = { Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } } };

  test('a source lies where it lies seen from /var/task', async () => {
    const source = `\nexports.handler = async () => {\nthrow new Error("no")\n}\n${comment}`;
    await bench.deploy('f', source, { Runtime: 'nodejs22.x', ...variables });
    const { payload } = await bench.invoke('f');
    expect(payload.trace.join('\n')).toMatch(/[ (]\/functions\/api\.ts:5:9/);
    expect(payload.trace.at(-1)).toBe('    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)');
  });

  test('a module that the function has written elsewhere stays there', async () => {
    const source = `exports.handler = async () => {
        require('fs').writeFileSync('/tmp/made-by-a-function.js', 'throw new Error("made")');
        require('/tmp/made-by-a-function.js');
      }`;
    await bench.deploy('f', source, { Runtime: 'nodejs22.x', ...variables });
    const { payload } = await bench.invoke('f');
    rmSync('/tmp/made-by-a-function.js');
    expect(payload.trace[1]).toBe('    at Object.<anonymous> (/tmp/made-by-a-function.js:1:7)');
  });
});
