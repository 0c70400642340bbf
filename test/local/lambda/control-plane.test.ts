import { LambdaBench } from './bench';

const SOURCE = 'exports.handler = async () => process.env.STEP ?? "none"';
let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  await bench.deploy('f', SOURCE, { Environment: { Variables: { STEP: 'one' } } });
});
afterEach(() => bench.close());

const configuration = () => bench.ask('GetFunctionConfiguration', { FunctionName: 'f' });
const publish = async (): Promise<string> => (await bench.ask('PublishVersion', { FunctionName: 'f' })).Version;
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

describe('publishing', () => {
  test('freezes the environment: each version keeps its own', async () => {
    expect(await publish()).toBe('1');
    await bench.setVariables('f', { STEP: 'two' });
    expect(await publish()).toBe('2');
    await bench.setVariables('f', { OTHER: 'x' });
    expect(await Promise.all(['f:1', 'f:2', 'f'].map(async (name) => name))).toHaveLength(3);
    const served = [];
    for (const name of ['f:1', 'f:2', 'f', `${arn}:1`, '000000000000:function:f:2'])
      served.push((await bench.invoke(name)).payload);
    expect(served).toEqual(['one', 'two', 'none', 'one', 'two']);
  });

  test('is a no-op when code and configuration equal the last version, whatever the description', async () => {
    await publish();
    const before = await configuration();
    expect(await bench.ask('PublishVersion', { FunctionName: 'f', Description: 'other' })).toMatchObject({
      Version: '1',
      Description: '',
    });
    expect((await configuration()).RevisionId).toBe(before.RevisionId);
  });

  test('gives $LATEST a new RevisionId, and never uses a number again', async () => {
    const before = await configuration();
    await publish();
    expect((await configuration()).RevisionId).not.toBe(before.RevisionId);
    await bench.ask('DeleteFunction', { FunctionName: 'f', Qualifier: '1' });
    expect(await publish()).toBe('2');
  });

  test('fails a CloudFormation version that would be no new one', async () => {
    await bench.create('AWS::Lambda::Version', { FunctionName: 'f' });
    await expect(bench.create('AWS::Lambda::Version', { FunctionName: 'f' })).rejects.toThrow(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
  });
});

describe('an update', () => {
  const update = (more: object = {}) =>
    bench.ask('UpdateFunctionConfiguration', {
      FunctionName: 'f',
      Environment: { Variables: { STEP: 'two' } },
      ...more,
    });

  test('shows at once, serves when it is done, and changes the RevisionId twice', async () => {
    const before = await configuration();
    const accepted = await update();
    expect(accepted).toMatchObject({
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReasonCode: 'Creating',
      Environment: { Variables: { STEP: 'two' } },
    });
    expect((await bench.invoke('f')).payload).toBe('one');
    await bench.platform.pass(3);
    const done = await configuration();
    expect(done.LastUpdateStatus).toBe('Successful');
    expect(new Set([before, accepted, done].map(({ RevisionId }) => RevisionId)).size).toBe(3);
    expect((await bench.invoke('f')).payload).toBe('two');
  });

  test('keeps others out while it runs', async () => {
    await update();
    const conflict = {
      name: 'ResourceConflictException',
      status: 409,
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    };
    await expect(update()).rejects.toMatchObject(conflict);
    await expect(publish()).rejects.toMatchObject(conflict);
  });

  test('is fenced by RevisionId', async () => {
    const { RevisionId } = await update();
    await bench.platform.pass(5);
    await expect(update({ RevisionId })).rejects.toMatchObject({ name: 'PreconditionFailedException', status: 412 });
    await expect(bench.ask('PublishVersion', { FunctionName: 'f', RevisionId })).rejects.toMatchObject({ status: 412 });
    await update({ RevisionId: (await configuration()).RevisionId });
  });

  test.each([
    [
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      { Environment: { Variables: { LONG: 'x'.repeat(4096) } } },
      'InvalidParameterValueException',
      'exceeded the 4KB limit',
    ],
    [{ Timeout: 901 }, 'ValidationException', 'less than or equal to 900'],
    [{ MemorySize: 64 }, 'ValidationException', 'greater than or equal to 128'],
    [{ VpcConfig: {} }, 'NotEmulated', 'VpcConfig of UpdateFunctionConfiguration'],
    [{ Runtime: 'python3.13' }, 'NotEmulated', 'python3.13'],
  ])('of %p is refused', async (change, name, text) => {
    await expect(update(change)).rejects.toMatchObject({ name, message: expect.stringContaining(text) });
    expect((await configuration()).LastUpdateStatus).toBe('Successful');
  });
});

describe('an alias', () => {
  const update = (change: object) => bench.ask('UpdateAlias', { FunctionName: 'f', Name: 'live', ...change });
  beforeEach(async () => {
    await publish();
    await bench.setVariables('f', { STEP: 'two' });
    await publish();
    await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
  });

  test('shows the configuration of its version under its own ARN', async () => {
    expect(await bench.ask('GetFunctionConfiguration', { FunctionName: 'f', Qualifier: 'live' })).toMatchObject({
      FunctionArn: `${arn}:live`,
      Version: '1',
    });
    expect(await bench.invoke('f:live')).toMatchObject({ version: '1', payload: 'one' });
  });

  test('keeps weights that are not mentioned and loses them by an empty map; each update has a new RevisionId', async () => {
    const weighted = await update({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } });
    const kept = await update({ Description: 'x' });
    expect(kept.RoutingConfig).toEqual({ AdditionalVersionWeights: { 2: 0.5 } });
    const cleared = await update({ RoutingConfig: { AdditionalVersionWeights: {} } });
    expect(cleared.RoutingConfig).toBeUndefined();
    expect(new Set([weighted, kept, cleared, await update({})].map(({ RevisionId }) => RevisionId)).size).toBe(4);
    await expect(update({ RevisionId: kept.RevisionId })).rejects.toMatchObject({ status: 412 });
  });

  test('routes by weight', async () => {
    await update({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } });
    let second = 0;
    for (let n = 0; n < 400; n += 1) {
      const { version, payload } = await bench.invoke('f:live');
      expect(payload).toBe(version === '1' ? 'one' : 'two');
      if (version === '2') second += 1;
    }
    expect(second / 400).toBeCloseTo(0.25, 0.5);
    await update({ RoutingConfig: { AdditionalVersionWeights: { 2: 1 } } });
    expect((await bench.invoke('f:live')).version).toBe('2');
  });

  test.each([
    [
      'UpdateAlias',
      { RoutingConfig: { AdditionalVersionWeights: { 2: 1.5 } } },
      400,
      'ValidationException',
      'less than or equal to 1.0',
    ],
    [
      'UpdateAlias',
      { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1, 3: 0.1 } } },
      400,
      'InvalidParameterValueException',
      'cannot be greater than 1',
    ],
    [
      'UpdateAlias',
      { RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } },
      400,
      'InvalidParameterValueException',
      'already included',
    ],
    [
      'UpdateAlias',
      { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } },
      400,
      'InvalidParameterValueException',
      '$LATEST',
    ],
    ['UpdateAlias', { FunctionVersion: '9' }, 404, 'ResourceNotFoundException', `Function not found: ${arn}:9`],
    ['UpdateAlias', { Name: 'none' }, 404, 'ResourceNotFoundException', `Alias not found: ${arn}:none`],
    ['GetAlias', { Name: 'none' }, 404, 'ResourceNotFoundException', `Cannot find alias arn: ${arn}:none`],
    ['CreateAlias', { FunctionVersion: '1' }, 409, 'ResourceConflictException', `Alias already exists: ${arn}:live`],
    ['CreateAlias', { Name: '12', FunctionVersion: '1' }, 400, 'ValidationException', "Value '12' at 'name'"],
    [
      'Invoke',
      { Name: undefined, Qualifier: 'none' },
      404,
      'ResourceNotFoundException',
      `Function not found: ${arn}:none`,
    ],
    [
      'Invoke',
      { Name: undefined, FunctionName: 'g' },
      404,
      'ResourceNotFoundException',
      `Function not found: ${arn.slice(0, -1)}g:$LATEST`,
    ],
    [
      'Invoke',
      { Name: undefined, Payload: Buffer.from('{') },
      400,
      'InvalidRequestContentException',
      'Could not parse request body into json',
    ],
    [
      'DeleteFunction',
      { Name: undefined, Qualifier: '1' },
      409,
      'ResourceConflictException',
      'aliases reference it: [live]',
    ],
    ['GetPolicy', { Name: undefined }, 404, 'ResourceNotFoundException', 'does not exist'],
  ])('%s with %p is answered %d %s', async (operation, input, status, name, text) => {
    await expect(bench.ask(operation, { FunctionName: 'f', Name: 'live', ...input })).rejects.toMatchObject({
      status,
      name,
      message: expect.stringContaining(text),
    });
  });

  test('that does not exist can be deleted', async () => {
    await bench.ask('DeleteAlias', { FunctionName: 'f', Name: 'none' });
    await bench.ask('DeleteAlias', { FunctionName: 'f', Name: 'live' });
    expect((await bench.ask('ListAliases', { FunctionName: 'f' })).Aliases).toEqual([]);
  });

  test('is listed page by page', async () => {
    for (const Name of ['a', 'b', 'c'])
      await bench.ask('CreateAlias', { FunctionName: 'f', Name, FunctionVersion: '2' });
    const names = [];
    let Marker: string | undefined;
    do {
      const answer = await bench.ask('ListAliases', { FunctionName: 'f', MaxItems: 3, Marker });
      names.push(answer.Aliases.map((alias: { Name: string }) => alias.Name));
      Marker = answer.NextMarker;
    } while (Marker !== undefined);
    expect(names).toEqual([['a', 'b', 'c'], ['live']]);
    const versions = await bench.ask('ListVersionsByFunction', { FunctionName: 'f' });
    expect(versions.Versions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn)).toEqual([
      `${arn}:$LATEST`,
      `${arn}:1`,
      `${arn}:2`,
    ]);
  });

  test('counts in AWS/Lambda by all dimension sets', async () => {
    bench.platform.metrics.length = 0;
    const startedAt = bench.platform.clock.now() + bench.platform.latencies.coldStart;
    await bench.invoke('f:live');
    await bench.invoke('f:2');
    await bench.invoke('f');
    expect(bench.metric('Invocations').map(([set]) => set)).toEqual([
      {},
      { FunctionName: 'f' },
      { FunctionName: 'f', Resource: 'f:live' },
      { FunctionName: 'f', Resource: 'f:live', ExecutedVersion: '1' },
      {},
      { FunctionName: 'f' },
      { FunctionName: 'f', Resource: 'f:2' },
      {},
      { FunctionName: 'f' },
    ]);
    expect(bench.metric('Errors').every(([, value]) => value === 0)).toBe(true);
    expect(bench.platform.metrics[0]).toMatchObject({
      delay: 10_000,
      datum: { time: startedAt, storageResolution: 60 },
    });
  });
});

describe('the ways to invoke', () => {
  test('DryRun runs nothing; Event answers at once and tries three times', async () => {
    await bench.deploy('g', 'exports.handler = async () => { throw new Error("x") }');
    expect((await bench.invoke('g', {}, { InvocationType: 'DryRun' })).status).toBe(204);
    expect((await bench.invoke('g', {}, { InvocationType: 'Event' })).status).toBe(202);
    expect(bench.metric('Invocations')).toEqual([]);
    await bench.platform.pass(300);
    const times = bench.platform.metrics
      .filter(({ datum }) => datum.name === 'Invocations')
      .map(({ datum }) => datum.time);
    expect(times.map((time) => Math.round((time - (times[0] ?? 0)) / 1000))).toEqual([0, 60, 180]);
  });

  test('reserved concurrency 0 throttles: neither an invocation nor an error', async () => {
    await bench.ask('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 });
    await expect(bench.invoke('f')).rejects.toMatchObject({
      status: 429,
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    expect([...bench.metric('Invocations'), ...bench.metric('Errors')]).toEqual([]);
    expect(bench.metric('Throttles')).toEqual([
      [{}, 1],
      [{ FunctionName: 'f' }, 1],
    ]);
    await bench.ask('DeleteFunctionConcurrency', { FunctionName: 'f' });
    expect((await bench.invoke('f')).payload).toBe('one');
  });
});

test('a resource policy holds what CloudFormation and AddPermission put there', async () => {
  await publish();
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
  await bench.create('AWS::Lambda::Permission', {
    FunctionName: `${arn}:live`,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api/*',
  });
  const { Policy } = await bench.ask('GetPolicy', { FunctionName: 'f', Qualifier: 'live' });
  expect(JSON.parse(Policy)).toMatchObject({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Resource: `${arn}:live`,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:execute-api:us-east-1:000000000000:api/*' } },
      },
    ],
  });
});
