import { LambdaBench } from './bench';

let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  Object.assign(bench.platform.latencies, { aliasPropagation: 5_000 });
  await bench.deploy('f', 'exports.handler = async () => process.env.STEP', {
    Environment: { Variables: { STEP: '0' } },
  });
  for (const step of ['1', '2', '3']) {
    await bench.setVariables('f', { STEP: step });
    await bench.ask('PublishVersion', { FunctionName: 'f' });
  }
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
});
afterEach(() => bench.close());

const point = (FunctionVersion: string, weights: Record<string, number> = {}) =>
  bench.ask('UpdateAlias', {
    FunctionName: 'f',
    Name: 'live',
    FunctionVersion,
    RoutingConfig: { AdditionalVersionWeights: weights },
  });
const served = async () => (await bench.invoke('f:live')).version;

test('an alias that is changed shows it at once, and sends requests as before until it has propagated', async () => {
  expect(await served()).toBe('1');
  await point('2');
  expect((await bench.ask('GetAlias', { FunctionName: 'f', Name: 'live' })).FunctionVersion).toBe('2');
  await bench.platform.pass(4);
  expect(await served()).toBe('1');
  await bench.platform.pass(1);
  expect(await served()).toBe('2');
});

test('weights propagate likewise', async () => {
  await point('2', { 3: 1 });
  expect(await served()).toBe('1');
  await bench.platform.pass(6);
  expect(await served()).toBe('3');
  await point('2');
  expect(await served()).toBe('3');
  await bench.platform.pass(6);
  expect(await served()).toBe('2');
});

test('of two changes in a row the first is never seen', async () => {
  await point('2');
  await bench.platform.pass(3);
  await point('3');
  await bench.platform.pass(3);
  expect(await served()).toBe('1');
  await bench.platform.pass(3);
  expect(await served()).toBe('3');
});

test('requests fail where the version before is deleted too early', async () => {
  await point('2');
  await bench.ask('DeleteFunction', { FunctionName: 'f', Qualifier: '1' });
  await expect(served()).rejects.toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  await bench.platform.pass(6);
  expect(await served()).toBe('2');
});
