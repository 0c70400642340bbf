import { WallClock } from '../../../local/kernel/wall-clock';
import { LambdaBench } from './bench';

let bench: LambdaBench;
beforeEach(() => {
  bench = new LambdaBench({
    clock: new WallClock((error) => {
      throw error;
    }),
  });
});
afterEach(() => bench.close());

const invoke = async (): Promise<unknown> =>
  JSON.parse(Buffer.from((await bench.call('Invoke', { FunctionName: 'f' })).Payload).toString());

test.each([
  ['answers', 'exports.handler = async () => { await new Promise((r) => setTimeout(r, 20)); return 1 }', 1],
  ['keeps real time', 'exports.handler = async () => Math.abs(Date.now() - Number(process.env.NOW)) < 60_000', true],
  [
    'never ends',
    'exports.handler = async () => { for (;;); }',
    { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: request Error: Task timed out after 1.00 seconds' },
  ],
  [
    'waits for nothing',
    'exports.handler = () => new Promise(() => {})',
    { errorType: 'Runtime.ExitError', errorMessage: expect.any(String) },
  ],
  [
    'waits for an unreferenced timer',
    'exports.handler = () => new Promise((r) => setTimeout(r, 50).unref())',
    { errorType: 'Runtime.ExitError', errorMessage: expect.any(String) },
  ],
])('in real time, a function that %s', async (_, source, expected) => {
  await bench.deploy('f', source, { Timeout: 1, Environment: { Variables: { NOW: String(Date.now()) } } });
  expect(await invoke()).toEqual(expected);
  expect(await invoke()).toEqual(expected);
});
