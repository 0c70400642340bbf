import { strToU8, zipSync } from 'fflate';
import { LambdaBench } from './bench';

/** Behaviour that is documented nowhere, but was recorded from AWS. */

const SOURCE = 'exports.handler = async () => 1';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  await bench.deploy('f', SOURCE);
});
afterEach(() => bench.close());

const settle = () => bench.platform.pass(5);
const configure = async (change: object): Promise<void> => {
  await bench.ask('UpdateFunctionConfiguration', { FunctionName: 'f', ...change });
  await settle();
};
const publish = async (more: object = {}): Promise<string> =>
  (await bench.ask('PublishVersion', { FunctionName: 'f', ...more })).Version;
const revision = async (Qualifier?: string): Promise<string> =>
  (await bench.ask('GetFunctionConfiguration', { FunctionName: 'f', Qualifier })).RevisionId;

describe('PublishVersion', () => {
  test('makes a version of another description of $LATEST, but not of one that is given to it', async () => {
    expect(await publish({ Description: 'first' })).toBe('1');
    expect(await publish({ Description: 'other' })).toBe('1');
    await configure({ Description: 'second' });
    expect(await publish()).toBe('2');
    await configure({ Description: 'second' });
    expect(await publish()).toBe('2');
  });
});

describe('a RevisionId', () => {
  test('changes with the tags of a function', async () => {
    const before = await revision();
    await bench.ask('TagResource', { Resource: arn, Tags: { a: 'b' } });
    const tagged = await revision();
    await bench.ask('UntagResource', { Resource: arn, TagKeys: ['a'] });
    expect(new Set([before, tagged, await revision()]).size).toBe(3);
  });

  test('of a version made with its function changes when that is Active', async () => {
    const { RevisionId } = await bench.ask('CreateFunction', {
      FunctionName: 'g',
      Role: 'arn:aws:iam::000000000000:role/r',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.js': strToU8(SOURCE) }) },
      Publish: true,
    });
    await settle();
    const [, version] = (await bench.ask('ListVersionsByFunction', { FunctionName: 'g' })).Versions;
    expect(version.Version).toBe('1');
    expect(version.RevisionId).not.toBe(RevisionId);
  });
});

describe('a resource policy', () => {
  const allow = (more: object = {}) =>
    bench.ask('AddPermission', {
      FunctionName: 'f',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      ...more,
    });

  test('has a RevisionId of its own, which publishing leaves alone', async () => {
    await allow();
    const before = await bench.ask('GetPolicy', { FunctionName: 'f' });
    await publish();
    expect((await bench.ask('GetPolicy', { FunctionName: 'f' })).RevisionId).toBe(before.RevisionId);
    await expect(allow({ StatementId: 't', RevisionId: 'stale' })).rejects.toMatchObject({
      status: 412,
      message: expect.stringContaining('Call the GetPolicy API'),
    });
    await allow({ StatementId: 't', RevisionId: before.RevisionId });
  });

  test('turns an account into its root, and takes no other domain for a service', async () => {
    const { Statement } = await allow({ Principal: '123456789012' });
    expect(JSON.parse(Statement).Principal).toEqual({ AWS: 'arn:aws:iam::123456789012:root' });
    await expect(allow({ StatementId: 't', Principal: 'example.com' })).rejects.toMatchObject({
      message: 'The provided principal was invalid. Please check the principal and try again.',
    });
  });

  test.each([
    [{ Qualifier: '$LATEST' }, 'We currently do not support adding policies for $LATEST.'],
    [{ Qualifier: 'none' }, `Cannot find alias arn: ${arn}:none`],
    [{ Qualifier: '7' }, `Function not found: ${arn}:7`],
  ])('is not for %j', async (more, message) => {
    await expect(allow(more)).rejects.toMatchObject({ message });
  });

  test('that is gone is told apart from a statement that is missing', async () => {
    const remove = () => bench.ask('RemovePermission', { FunctionName: 'f', StatementId: 's' });
    await expect(remove()).rejects.toMatchObject({ message: 'No policy is associated with the given resource.' });
    await allow({ StatementId: 't' });
    await expect(remove()).rejects.toMatchObject({ message: 'Statement s is not found in resource policy.' });
  });
});

describe('a function', () => {
  test('shows an empty environment only when it was given one', async () => {
    const shown = async () => (await bench.ask('GetFunctionConfiguration', { FunctionName: 'f' })).Environment;
    await configure({ Environment: {} });
    expect(await shown()).toEqual({ Variables: {} });
  });

  test.each([
    ['nodejs12.x', /^The runtime parameter of nodejs12.x is no longer supported/],
    ['nodejs98.x', /^Value nodejs98.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: /],
  ])('does not take the runtime %s', async (Runtime, message) => {
    await expect(configure({ Runtime })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    });
  });

  test('has room for 4 KB of variables as JSON', async () => {
    const room = 4096 - '{"AB":""}'.length;
    await configure({ Environment: { Variables: { AB: 'x'.repeat(room) } } });
    await expect(configure({ Environment: { Variables: { AB: 'x'.repeat(room + 1) } } })).rejects.toMatchObject({
      message: expect.stringContaining('exceeded the 4KB limit'),
    });
  });

  test.each([
    ['another region', 'arn:aws:lambda:eu-west-1:000000000000:function:f', 404, 'ResourceNotFoundException'],
    ['another account', 'arn:aws:lambda:us-east-1:123456789012:function:f', 403, 'AccessDeniedException'],
  ])('of %s is out of reach', async (_, FunctionName, status, name) => {
    await expect(bench.ask('GetFunction', { FunctionName })).rejects.toMatchObject({ status, name });
  });

  test('is not deleted by its $LATEST, whether it exists or not', async () => {
    await expect(bench.ask('DeleteFunction', { FunctionName: 'none', Qualifier: '$LATEST' })).rejects.toMatchObject({
      message: '$LATEST version cannot be deleted without deleting the function.',
    });
  });
});

describe('a payload that is no JSON', () => {
  const REDACTED = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: ';
  test.each<[Buffer, string, number]>([
    [Buffer.from('{bad'), "Unexpected character ('b' (code 98)): was expecting double-quote to start field name", 2],
    [Buffer.from([0x6e, 0x87]), 'Invalid UTF-8 start byte 0x87', 3],
    [
      Buffer.from([0x99, 0xeb]),
      "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      1,
    ],
  ])('is refused in the words of the parser: %j', async (Payload, fault, column) => {
    await expect(bench.ask('Invoke', { FunctionName: 'f', Payload })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: `Could not parse request body into json: Could not parse payload into json: ${fault}\n at ${REDACTED}${column}]`,
    });
  });

  test('but text in any language is one when it is JSON', async () => {
    expect((await bench.invoke('f', { text: 'ä�' })).status).toBe(200);
  });
});
