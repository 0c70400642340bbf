import { LambdaBench } from './bench';

let bench: LambdaBench;
beforeEach(() => {
  bench = new LambdaBench();
});
afterEach(() => bench.close());

const EXIT_1 = {
  errorType: 'Runtime.ExitError',
  errorMessage: 'RequestId: request Error: Runtime exited with error: exit status 1',
};

describe('an invocation', () => {
  test('runs the handler with its event and the documented context', async () => {
    await bench.deploy(
      'hello',
      `exports.handler = async (event, context) => ({
        event, name: context.functionName, version: context.functionVersion, arn: context.invokedFunctionArn,
        memory: context.memoryLimitInMB, group: context.logGroupName, left: context.getRemainingTimeInMillis(),
      })`,
      { Timeout: 7 },
    );
    const answer = await bench.invoke('hello', { a: 1 });
    expect(answer).toMatchObject({ status: 200, version: '$LATEST', error: undefined });
    expect(answer.payload).toEqual({
      event: { a: 1 },
      name: 'hello',
      version: '$LATEST',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:hello',
      memory: '128',
      group: '/aws/lambda/hello',
      left: 7000,
    });
  });

  test('sees its own variables and Lambda’s, and nothing of the host', async () => {
    process.env.SECRET_OF_THE_HOST = 'x';
    await bench.deploy('env', 'exports.handler = async () => process.env', {
      Environment: { Variables: { MODE: 'test' } },
    });
    const { payload } = await bench.invoke('env');
    expect(payload).toMatchObject({
      MODE: 'test',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect(payload).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(bench.platform.credentials.identify(payload.AWS_ACCESS_KEY_ID)).toMatchObject({
      kind: 'role',
      arn: 'arn:aws:iam::000000000000:role/env',
    });
  });

  test('is one at a time per environment: a second at once is a cold start of its own', async () => {
    await bench.deploy(
      'busy',
      `let n = 0; exports.handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 1000)); return n; }`,
    );
    const clock = bench.platform.clock;
    const one = () => clock.task('one', () => bench.call('Invoke', { FunctionName: 'busy' }));
    const both = await clock.drive('both', () => clock.park(() => Promise.all([one(), one()])));
    expect(both.map(({ Payload }) => Buffer.from(Payload).toString())).toEqual(['1', '1']);
    expect((await bench.invoke('busy')).payload).toBe(2);
  });

  test('loads ES modules', async () => {
    await bench.deploy('esm', 'export const handler = async () => "esm";', {}, 'index.mjs');
    expect((await bench.invoke('esm')).payload).toBe('esm');
  });

  test('of the older runtimes may answer by callback, once the event loop is empty', async () => {
    await bench.deploy(
      'callback',
      `exports.handler = (event, context, callback) => { callback(null, 'early'); setTimeout(() => console.log('late'), 1000); }`,
      { Runtime: 'nodejs22.x' },
    );
    const { payload, tail } = await bench.invoke('callback', {}, { LogType: 'Tail' });
    expect(payload).toBe('early');
    expect(tail).toContain('late');
  });
});

describe('a failing function', () => {
  test.each([
    [
      'throws',
      'exports.handler = async () => { throw new TypeError("no") }',
      { errorType: 'TypeError', errorMessage: 'no', trace: expect.any(Array) },
    ],
    [
      'throws at its start',
      'throw new RangeError("init")',
      { errorType: 'RangeError', errorMessage: 'init', trace: expect.any(Array) },
    ],
    [
      'lacks its handler',
      '',
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
        trace: expect.any(Array),
      },
    ],
    [
      'requires what is not in its code',
      'require("jest")',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringContaining("Cannot find module 'jest'"),
        trace: expect.any(Array),
      },
    ],
    [
      'exits',
      'exports.handler = async () => process.exit(127)',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: request Error: Runtime exited with error: exit status 127',
      },
    ],
    [
      'waits for nothing',
      'exports.handler = () => new Promise(() => {})',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: request Error: Runtime exited without providing a reason',
      },
    ],
    [
      'throws outside its promise',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("out") }, 5))',
      EXIT_1,
    ],
    [
      'rejects unheard',
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise((r) => setTimeout(r, 50)) }',
      EXIT_1,
    ],
    [
      'takes longer than it may',
      'exports.handler = () => new Promise((r) => setTimeout(r, 3600_000))',
      { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: request Error: Task timed out after 3.00 seconds' },
    ],
    [
      'answers too much',
      'exports.handler = async () => "x".repeat(7e6)',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
    [
      'takes a callback on Node.js 24',
      'exports.handler = (event, context, callback) => callback(null, 1)',
      { errorType: 'Runtime.CallbackHandlerDeprecated', errorMessage: expect.any(String), trace: expect.any(Array) },
    ],
  ])('that %s', async (_, source, payload) => {
    await bench.deploy('bad', source);
    const answer = await bench.invoke('bad');
    expect(answer).toMatchObject({ status: 200, error: 'Unhandled' });
    expect(answer.payload).toEqual(payload);
    expect(bench.metric('Errors')).toEqual([
      [{}, 1],
      [{ FunctionName: 'bad' }, 1],
    ]);
    // And once more: an environment that is broken does not stay.
    expect((await bench.invoke('bad')).payload).toEqual(payload);
  });

  test('that throws outside its promise, or rejects unheard, is reported as such on Node.js 22', async () => {
    const Runtime = 'nodejs22.x';
    const throwing = 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("out") }, 5))';
    await bench.deploy('throwing', throwing, { Runtime });
    await bench.deploy('rejecting', 'exports.handler = () => { Promise.reject(new Error("lost")) }', { Runtime });
    expect((await bench.invoke('throwing')).payload).toMatchObject({ errorType: 'Error', errorMessage: 'out' });
    expect((await bench.invoke('rejecting')).payload).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    });
  });

  test('that listens for uncaught errors itself goes on on Node.js 24', async () => {
    await bench.deploy(
      'listening',
      `exports.handler = () => new Promise((resolve) => {
        process.on("uncaughtException", (error) => resolve(error.message));
        process.on("unhandledRejection", (error) => { throw error; });
        Promise.reject(new Error("heard"));
      })`,
    );
    expect(await bench.invoke('listening')).toMatchObject({ error: undefined, payload: 'heard' });
  });

  test('that never settles is null on Node.js 22, and an error when it is an async function', async () => {
    await bench.deploy('promise', 'exports.handler = () => new Promise(() => {})', { Runtime: 'nodejs22.x' });
    await bench.deploy('async', 'exports.handler = async () => { await new Promise(() => {}) }', {
      Runtime: 'nodejs22.x',
    });
    expect(await bench.invoke('promise')).toMatchObject({ error: undefined, payload: null });
    expect((await bench.invoke('async')).payload.errorType).toBe('Runtime.NodeJsExit');
  });

  test('takes its time-out from the clock, and real time does not pass', async () => {
    await bench.deploy('slow', 'exports.handler = () => new Promise((r) => setTimeout(r, 3600_000))', { Timeout: 900 });
    const before = bench.platform.clock.now();
    const real = performance.now();
    await bench.invoke('slow');
    expect(bench.platform.clock.now() - before).toBe(300 + 4 + 900_000);
    expect(performance.now() - real).toBeLessThan(2000);
  });

  test('keeps the state of its environment after a handler’s error and loses it after an exit', async () => {
    await bench.deploy(
      'counter',
      `let n = 0; exports.handler = async (event) => { n += 1; if (event.fail) throw new Error('x'); if (event.exit) process.exit(1); return n; }`,
    );
    expect((await bench.invoke('counter')).payload).toBe(1);
    await bench.invoke('counter', { fail: true });
    expect((await bench.invoke('counter')).payload).toBe(3);
    await bench.invoke('counter', { exit: true });
    expect((await bench.invoke('counter')).payload).toBe(1);
  });
});

describe('the log', () => {
  test('holds the lines in order, between Lambda’s own', async () => {
    await bench.deploy(
      'talk',
      `exports.handler = async () => {
        console.log('one', { two: 2 }); process.stdout.write('{"_aws":{}}\\n'); console.error('three\\nlines');
        process.emitWarning('careful');
        await new Promise((r) => setTimeout(r, 1000)); process.stdout.write('no newline');
      }`,
      { LoggingConfig: { LogGroup: 'own-group' } },
    );
    await bench.invoke('talk');
    expect(bench.platform.logs.map(({ group }) => group)).toEqual(Array(8).fill('own-group'));
    expect(bench.platform.logs.map(({ message }) => message)).toEqual([
      'START RequestId: request Version: $LATEST',
      '2026-10-24T18:00:00.304Z\trequest\tINFO\tone { two: 2 }',
      '{"_aws":{}}',
      '2026-10-24T18:00:00.304Z\trequest\tERROR\tthree\nlines',
      '(node:1) Warning: careful',
      'no newline',
      'END RequestId: request',
      'REPORT RequestId: request\tDuration: 1004.00 ms\tBilled Duration: 1304 ms\tMemory Size: 128 MB\tInit Duration: 300.00 ms',
    ]);
  });

  test('is JSON where the function asks for it', async () => {
    await bench.deploy('json', `exports.handler = async () => { console.debug('no'); console.log({ a: 1 }) }`, {
      LoggingConfig: { LogFormat: 'JSON' },
    });
    await bench.invoke('json');
    expect(bench.platform.logs.map(({ message }) => JSON.parse(message))).toMatchObject([
      { type: 'platform.start', record: { version: '$LATEST' } },
      { level: 'INFO', requestId: 'request', message: { a: 1 } },
      { type: 'platform.report', record: { metrics: { durationMs: 4 } } },
    ]);
  });
});
