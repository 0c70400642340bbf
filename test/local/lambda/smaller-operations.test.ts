import { OPERATOR } from '../support/platform';
import { LambdaBench } from './bench';

const SOURCE = 'exports.handler = async () => { await new Promise((r) => setTimeout(r, 1000)); return 1 }';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  await bench.deploy('f', SOURCE);
});
afterEach(() => bench.close());

test('a version is Pending at first, where that takes time, and cannot be invoked until it is Active', async () => {
  Object.assign(bench.platform.latencies, { versionCreation: 2_000 });
  expect(await bench.ask('PublishVersion', { FunctionName: 'f' })).toMatchObject({
    Version: '1',
    State: 'Pending',
    StateReason: 'The function is being created.',
    StateReasonCode: 'Creating',
  });
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
  for (const name of ['f:1', 'f:live']) {
    await expect(bench.invoke(name)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      status: 409,
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    });
  }
  // Publishing again is no new version, and leaves it as it is.
  expect((await bench.ask('PublishVersion', { FunctionName: 'f' })).State).toBe('Pending');
  await bench.platform.pass(2);
  const configuration = await bench.ask('GetFunctionConfiguration', { FunctionName: 'f', Qualifier: '1' });
  expect(configuration.State).toBe('Active');
  expect((await bench.invoke('f:live')).payload).toBe(1);
});

test('versions of one alias must have one role', async () => {
  await bench.ask('PublishVersion', { FunctionName: 'f' });
  await bench.ask('UpdateFunctionConfiguration', { FunctionName: 'f', Role: 'arn:aws:iam::000000000000:role/other' });
  await bench.platform.pass(10);
  await bench.ask('PublishVersion', { FunctionName: 'f' });
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
  await expect(
    bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1', RoutingConfig }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'Specified versions must be associated with the same execution role',
  });
});

test('tags are put, listed and taken away', async () => {
  await bench.ask('TagResource', { Resource: arn, Tags: { team: 'a', stage: 'dev' } });
  await bench.ask('UntagResource', { Resource: arn, TagKeys: ['stage', 'none'] });
  expect(await bench.ask('ListTags', { Resource: arn })).toEqual({ Tags: { team: 'a' } });
  expect((await bench.ask('GetFunction', { FunctionName: 'f' })).Tags).toEqual({ team: 'a' });
  await expect(bench.ask('ListTags', { Resource: `${arn}:1` })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

test('the account tells its limits and what is used of them', async () => {
  await bench.ask('PublishVersion', { FunctionName: 'f' });
  await bench.ask('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 5 });
  expect(await bench.ask('GetAccountSettings', {})).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 995 },
    AccountUsage: { FunctionCount: 1, TotalCodeSize: 2 * SOURCE.length },
  });
});

describe('a list', () => {
  test.each([
    [{ Marker: 'garbage' }, 'InvalidParameterValueException', 'Invalid marker: garbage'],
    [{ MaxItems: 0 }, 'ValidationException', "Value '0' at 'maxItems'"],
    [{ MaxItems: 10_001 }, 'ValidationException', 'less than or equal to'],
    [{ MaxItems: 1.5 }, 'ValidationException', "Value '1.5' at 'maxItems'"],
  ])('refuses %j', async (input, name, message) => {
    for (const operation of [
      'ListFunctions',
      'ListAliases',
      'ListVersionsByFunction',
      'ListFunctionEventInvokeConfigs',
    ]) {
      const FunctionName = operation === 'ListFunctions' ? undefined : 'f';
      await expect(bench.ask(operation, { FunctionName, ...input })).rejects.toMatchObject({
        name,
        message: expect.stringContaining(message),
      });
    }
  });

  test('gives at most 50 at a time, whatever is asked', async () => {
    for (let n = 10; n < 70; n += 1) {
      await bench.ask('CreateAlias', { FunctionName: 'f', Name: `a${n}`, FunctionVersion: '$LATEST' });
    }
    const first = await bench.ask('ListAliases', { FunctionName: 'f', MaxItems: 10_000 });
    expect(first.Aliases).toHaveLength(50);
    const second = await bench.ask('ListAliases', { FunctionName: 'f', Marker: first.NextMarker });
    expect(second.Aliases).toHaveLength(10);
    expect(second.NextMarker).toBeUndefined();
  });
});

test('every operation refuses by name a member that it does not know', async () => {
  for (const [operation, run] of Object.entries(bench.lambda.service.operations)) {
    await expect((async () => run({ Surprise: 1 }, { principal: OPERATOR, requestId: 'r' }))()).rejects.toMatchObject({
      name: 'NotEmulated',
      message: `The embedded AWS does not implement Surprise of ${operation}.`,
    });
  }
});
