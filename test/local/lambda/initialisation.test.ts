import { LambdaBench } from './bench';

let bench: LambdaBench;
beforeEach(() => {
  bench = new LambdaBench();
});
afterEach(() => bench.close());

const lines = () => bench.platform.logs.map(({ message }) => message.replace(/^\S+Z\t/, '').split('\n')[0] as string);

test('a module that fails to start is started once more, within the invocation', async () => {
  await bench.deploy('f', 'console.log("starts"); throw new RangeError("init"); exports.handler = async () => 1;');
  expect((await bench.invoke('f')).payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'init' });
  expect(lines().filter((line) => line.endsWith('starts'))).toHaveLength(2);
  const report = lines().findIndex((line) => line.startsWith('INIT_REPORT'));
  expect(lines()[report]).toBe(
    'INIT_REPORT Init Duration: 300.00 ms\tPhase: init\tStatus: error\tError Type: RangeError',
  );
  expect(lines()[report + 1]).toBe('START RequestId: request Version: $LATEST');
  expect(lines().at(-1)).not.toContain('Init Duration');
});

test.each(['nodejs22.x', 'nodejs24.x'])(
  'a module that leaves an error behind that nobody catches ends its environment (%s)',
  async (Runtime) => {
    await bench.deploy('f', 'Promise.reject(new Error("late")); exports.handler = async () => 1;', { Runtime });
    await bench.deploy('g', 'setImmediate(() => { throw new Error("late") }); exports.handler = async () => 1;', {
      Runtime,
    });
    expect(await bench.invoke('f')).toMatchObject({ error: 'Unhandled' });
    expect(await bench.invoke('g')).toMatchObject({ error: 'Unhandled' });
  },
);

test('a module that starts at the second time serves the invocation', async () => {
  await bench.deploy(
    'f',
    `const fs = require('fs'); const path = require('path');
     const marker = path.join(__dirname, 'started');
     if (!fs.existsSync(marker)) { fs.writeFileSync(marker, ''); process.exit(3); }
     exports.handler = async () => 'served';`,
  );
  const answer = await bench.invoke('f');
  expect(answer).toMatchObject({ error: undefined, payload: 'served' });
  expect(lines()).toContainEqual(
    expect.stringMatching(/^INIT_REPORT .*Status: error\tError Type: Runtime\.ExitError$/),
  );
});

test('a module that takes longer than ten seconds gets the time-out of the function', async () => {
  const source =
    'await new Promise((resolve) => setTimeout(resolve, 12_000)); export const handler = async () => "late";';
  await bench.deploy('f', source, { Timeout: 20 }, 'index.mjs');
  await bench.deploy('g', source, { Timeout: 11 }, 'index.mjs');
  expect(await bench.invoke('f')).toMatchObject({ error: undefined, payload: 'late' });
  expect(lines()).toContainEqual(
    expect.stringMatching(/^INIT_REPORT Init Duration: 10300.00 ms\tPhase: init\tStatus: timeout$/),
  );
  expect((await bench.invoke('g')).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
});
