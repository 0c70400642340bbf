import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { LambdaBench } from './bench';

const ROLE = 'arn:aws:iam::000000000000:role/r';
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const OTHER_REVISION = '00000000-0000-0000-0000-000000000000';

let bench: LambdaBench;
beforeEach(() => {
  bench = new LambdaBench();
});
afterEach(() => bench.close());

const zipOf = (answer: string, file = 'index.js') =>
  zipSync({ [file]: strToU8(`exports.handler = async () => '${answer}'`) });
const sha256 = (zip: Uint8Array) => createHash('sha256').update(zip).digest('base64');
const create = (more: object = {}) =>
  bench.ask('CreateFunction', {
    FunctionName: 'f',
    Runtime: 'nodejs22.x',
    Role: ROLE,
    Handler: 'index.handler',
    Code: { ZipFile: zipOf('one') },
    ...more,
  });
const update = (more: object) => bench.ask('UpdateFunctionCode', { FunctionName: 'f', ...more });
const settle = () => bench.platform.pass(5);

describe('CreateFunction', () => {
  test('keeps the hash and size of the zip as it came, and runs what is in it', async () => {
    const zip = zipOf('one');
    expect(await create({ Code: { ZipFile: zip } })).toMatchObject({
      FunctionArn: ARN,
      Version: '$LATEST',
      CodeSha256: sha256(zip),
      CodeSize: zip.length,
      State: 'Pending',
      StateReasonCode: 'Creating',
    });
    await settle();
    expect((await bench.invoke('f')).payload).toBe('one');
    const { Code } = await bench.ask('GetFunction', { FunctionName: 'f' });
    expect(sha256(readFileSync(new URL(Code.Location)))).toBe(sha256(zip));
  });

  test('is Pending at first: neither invoked nor changed nor published', async () => {
    const { RevisionId } = await create();
    const pending = { name: 'ResourceConflictException', message: expect.stringMatching(/state: Pending$/) };
    await expect(bench.invoke('f')).rejects.toMatchObject(pending);
    await expect(update({ ZipFile: zipOf('two') })).rejects.toMatchObject(pending);
    await expect(bench.ask('PublishVersion', { FunctionName: 'f' })).rejects.toMatchObject(pending);
    await settle();
    const active = await bench.ask('GetFunctionConfiguration', { FunctionName: 'f' });
    expect(active).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect(active.RevisionId).not.toBe(RevisionId);
  });

  test('publishes the first version where asked to', async () => {
    expect(await create({ Publish: true })).toMatchObject({ Version: '1', FunctionArn: ARN, State: 'Pending' });
    await settle();
    expect((await bench.invoke('f:1')).payload).toBe('one');
  });

  test('finds modules in folders of the zip', async () => {
    await create({ Code: { ZipFile: zipOf('deep', 'lib/main.js') }, Handler: 'lib/main.handler' });
    await settle();
    expect((await bench.invoke('f')).payload).toBe('deep');
  });

  test('refuses a name that is taken', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ status: 409, message: 'Function already exist: f' });
  });

  test.each([
    [{ Role: 'r' }, 'ValidationException', /Value 'r' at 'role' failed to satisfy constraint/],
    [{ FunctionName: 'f f' }, 'ValidationException', /Value 'f f' at 'functionName'/],
    [{ FunctionName: 'f'.repeat(65) }, 'InvalidParameterValueException', /length less than or equal to 64$/],
    [{ Runtime: 'cobol' }, 'InvalidParameterValueException', /^Value cobol at 'runtime'/],
    [{ Runtime: 'python3.13' }, 'NotEmulated', /the Lambda runtime python3.13/],
    [{ Runtime: undefined }, 'InvalidParameterValueException', /^Runtime and Handler are mandatory/],
    [{ PackageType: 'Image' }, 'NotEmulated', /the PackageType Image/],
    [{ VpcConfig: { SubnetIds: ['s'] } }, 'NotEmulated', /VpcConfig of CreateFunction/],
    [{ Architectures: ['mips'] }, 'ValidationException', /enum value set: \[x86_64, arm64\]/],
    [{ Timeout: 901 }, 'ValidationException', /'timeout'.*less than or equal to 900/],
    [{ Code: {} }, 'InvalidParameterValueException', /^Please provide a source for function code\.$/],
    [{ Code: { S3Bucket: 'bucket', S3Key: 'k' } }, 'NotEmulated', /S3Bucket, S3Key of CreateFunction: only ZipFile/],
    [{ Code: { ZipFile: zipOf('x'), S3Key: 'k' } }, 'InvalidParameterValueException', /^Please do not provide other/],
    [{ Code: { ZipFile: strToU8('no zip') } }, 'InvalidParameterValueException', /^Could not unzip uploaded file/],
    [{ Code: { ZipFile: zipSync({}) } }, 'InvalidParameterValueException', /^Uploaded file must be a non-empty zip$/],
    [{ Code: { ZipFile: zipOf('x', '../x.js') } }, 'InvalidParameterValueException', /^Could not unzip uploaded file/],
  ])('refuses %j', async (more, name, message) => {
    await expect(create(more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect((await bench.ask('ListFunctions', {})).Functions).toEqual([]);
  });
});

describe('UpdateFunctionCode', () => {
  beforeEach(async () => {
    await create();
    await settle();
  });

  test('shows the new code at once and serves the old one until it is done', async () => {
    const zip = zipOf('two');
    expect(await update({ ZipFile: zip })).toMatchObject({ CodeSha256: sha256(zip), LastUpdateStatus: 'InProgress' });
    expect((await bench.invoke('f')).payload).toBe('one');
    await expect(update({ ZipFile: zip })).rejects.toMatchObject({
      status: 409,
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}`,
    });
    await settle();
    expect((await bench.invoke('f')).payload).toBe('two');
  });

  test('publishes what it brings, where asked to, and nothing when that is published', async () => {
    expect(await update({ ZipFile: zipOf('two'), Publish: true })).toMatchObject({ Version: '1' });
    await settle();
    expect(await update({ ZipFile: zipOf('two'), Publish: true })).toMatchObject({ Version: '1' });
    await settle();
    expect((await bench.invoke('f:1')).payload).toBe('two');
  });

  test('changes nothing as a dry run, and says what the hash would be', async () => {
    const zip = zipOf('two');
    const before = await bench.ask('GetFunctionConfiguration', { FunctionName: 'f' });
    expect((await update({ ZipFile: zip, DryRun: true })).CodeSha256).toBe(sha256(zip));
    expect(await bench.ask('GetFunctionConfiguration', { FunctionName: 'f' })).toEqual(before);
    await expect(update({ ZipFile: strToU8('no zip'), DryRun: true })).rejects.toThrow('Could not unzip');
  });

  test('goes by the RevisionId', async () => {
    await expect(update({ ZipFile: zipOf('two'), RevisionId: OTHER_REVISION })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      status: 412,
    });
    const { RevisionId } = await bench.ask('GetFunctionConfiguration', { FunctionName: 'f' });
    expect(await update({ ZipFile: zipOf('two'), RevisionId })).toMatchObject({ LastUpdateStatus: 'InProgress' });
  });
});

test('a template may hold the code itself', async () => {
  await bench.create('AWS::Lambda::Function', {
    FunctionName: 'inline',
    Code: { ZipFile: "exports.handler = async () => 'inline'" },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: ROLE,
  });
  expect((await bench.invoke('inline')).payload).toBe('inline');
});
