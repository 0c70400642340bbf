import { LambdaBench } from './bench';

const SOURCE = 'exports.handler = async () => process.env.STEP ?? "none"';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  await bench.deploy('f', SOURCE, { Environment: { Variables: { STEP: '1' } } });
  for (const step of ['1', '2', '3']) {
    await bench.setVariables('f', { STEP: step });
    await bench.ask('PublishVersion', { FunctionName: 'f' });
  }
});
afterEach(() => bench.close());

const remove = (Qualifier: string) => bench.ask('DeleteFunction', { FunctionName: 'f', Qualifier });
const listed = async () => {
  const { Versions } = await bench.ask('ListVersionsByFunction', { FunctionName: 'f' });
  return Versions as Array<{ Version: string; LastModified: string }>;
};

describe('deleting one version', () => {
  test('leaves the others, the aliases and the function', async () => {
    await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '3' });
    await remove('2');
    expect((await listed()).map(({ Version }) => Version)).toEqual(['$LATEST', '1', '3']);
    expect((await bench.invoke('f:1')).payload).toBe('1');
    expect((await bench.invoke('f:live')).payload).toBe('3');
    await expect(bench.invoke('f:2')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn}:2`,
    });
  });

  test('is done once and may be asked for again', async () => {
    await remove('2');
    await remove('2');
    expect(await listed()).toHaveLength(3);
  });

  test('is refused while an alias points at it or gives it a weight', async () => {
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
    await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '3', RoutingConfig });
    await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'old', FunctionVersion: '2' });
    await expect(remove('2')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      status: 409,
      message: 'Unable to delete version because the following aliases reference it: [live, old]',
    });
    await expect(remove('3')).rejects.toMatchObject({ message: expect.stringContaining('[live]') });
    await bench.ask('DeleteAlias', { FunctionName: 'f', Name: 'old' });
    await expect(remove('2')).rejects.toMatchObject({ message: expect.stringContaining('[live]') });
    await bench.ask('UpdateAlias', {
      FunctionName: 'f',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
    await remove('2');
  });

  test.each([
    ['$LATEST', '$LATEST version cannot be deleted without deleting the function.'],
    ['live', 'Deletion of aliases is not currently supported.'],
  ])('does not take %s for one', async (qualifier, message) => {
    await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '3' });
    await expect(remove(qualifier)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      status: 400,
      message,
    });
  });
});

test('versions tell when they were published, $LATEST when it was last changed', async () => {
  await bench.platform.pass(100);
  await bench.setVariables('f', { STEP: '4' });
  const times = (await listed()).map(({ LastModified }) => LastModified);
  // Three updates of ten seconds each; the publications in between take no time.
  expect(times).toEqual([
    '2026-10-24T18:02:10.000+0000',
    '2026-10-24T18:00:10.000+0000',
    '2026-10-24T18:00:20.000+0000',
    '2026-10-24T18:00:30.000+0000',
  ]);
});

test('aliases are listed by the version that they send requests to', async () => {
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'a', FunctionVersion: '1' });
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'b', FunctionVersion: '3', RoutingConfig });
  const names = async (FunctionVersion: string) =>
    (await bench.ask('ListAliases', { FunctionName: 'f', FunctionVersion })).Aliases.map(
      ({ Name }: { Name: string }) => Name,
    );
  expect([await names('1'), await names('2'), await names('3'), await names('9')]).toEqual([['a'], ['b'], ['b'], []]);
});

describe('reserved concurrency', () => {
  const put = (ReservedConcurrentExecutions: number, FunctionName = 'f') =>
    bench.ask('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions });
  const get = () => bench.ask('GetFunctionConcurrency', { FunctionName: 'f' });

  test('is put, read and taken away', async () => {
    expect(await get()).toEqual({});
    expect(await put(0)).toEqual({ ReservedConcurrentExecutions: 0 });
    expect(await get()).toEqual({ ReservedConcurrentExecutions: 0 });
    expect((await bench.ask('GetFunction', { FunctionName: 'f' })).Concurrency).toEqual({
      ReservedConcurrentExecutions: 0,
    });
    await bench.ask('DeleteFunctionConcurrency', { FunctionName: 'f' });
    expect(await get()).toEqual({});
  });

  test('leaves the account 100 of its 1000 unreserved; 0 can always be had', async () => {
    await bench.deploy('g', SOURCE);
    await put(900);
    await put(800);
    await put(100, 'g');
    const refused = {
      name: 'InvalidParameterValueException',
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    };
    await expect(put(101, 'g')).rejects.toMatchObject(refused);
    await expect(put(801)).rejects.toMatchObject(refused);
    await put(0, 'g');
    await put(900);
    await expect(put(1, 'g')).rejects.toMatchObject(refused);
    await put(0, 'g');
  });

  test('belongs to a function, not to its versions, and is no less than 0', async () => {
    await expect(put(1, 'f:1')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('Aliases and versions do not support this operation'),
    });
    await expect(put(-1)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(1, 'none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:none:$LATEST',
    });
  });
});
