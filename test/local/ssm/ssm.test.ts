import { createSsm } from '../../../local/services/ssm';
import { TestPlatform } from '../support/platform';

function setUp() {
  const platform = new TestPlatform();
  platform.register(createSsm(platform).service);
  const ask = <T = Record<string, unknown>>(operation: string, input: object) =>
    platform.ask<T>('ssm', operation, input);
  const put = (Name: string, Value: string, more: object = {}) =>
    ask('PutParameter', { Name, Value, Type: 'String', ...more });
  return { ask, put };
}

test('the account is bootstrapped for the CDK', async () => {
  const { ask } = setUp();
  expect(await ask('GetParameter', { Name: '/cdk-bootstrap/hnb659fds/version' })).toMatchObject({
    Parameter: { Value: '30', Version: 1 },
  });
});

test('a parameter has versions, and is not overwritten by accident', async () => {
  const { ask, put } = setUp();
  expect(await put('/a/b', 'one')).toEqual({ Version: 1, Tier: 'Standard' });
  await expect(put('/a/b', 'two')).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
  expect(await put('/a/b', 'two', { Overwrite: true })).toEqual({ Version: 2, Tier: 'Standard' });
  expect(await ask('GetParameter', { Name: '/a/b' })).toMatchObject({
    Parameter: { Value: 'two', Version: 2, ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/a/b' },
  });
  expect(await ask('GetParameter', { Name: '/a/b:1' })).toMatchObject({ Parameter: { Value: 'one', Selector: ':1' } });
  await expect(ask('GetParameter', { Name: '/a/b:9' })).rejects.toMatchObject({ code: 'ParameterVersionNotFound' });
  expect(await ask('GetParameters', { Names: ['/a/b', '/zz'] })).toMatchObject({
    Parameters: [{ Value: 'two' }],
    InvalidParameters: ['/zz'],
  });
  await ask('DeleteParameter', { Name: '/a/b' });
  await expect(ask('GetParameter', { Name: '/a/b' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
});

test('by path: one level, or all, ten at a time', async () => {
  const { ask, put } = setUp();
  await put('/t/x/deep', '1');
  await put('/tt/x', '1');
  for (let number = 10; number < 21; number += 1) await put(`/t/${number}`, '1');
  type Answer = { Parameters: { Name: string }[]; NextToken?: string };
  const first = await ask<Answer>('GetParametersByPath', { Path: '/t' });
  expect(first.Parameters).toHaveLength(10);
  const second = await ask<Answer>('GetParametersByPath', { Path: '/t', NextToken: first.NextToken });
  expect(second).toEqual({ Parameters: [expect.objectContaining({ Name: '/t/20' })] });
  const deep = await ask<Answer>('GetParametersByPath', { Path: '/t/', Recursive: true, NextToken: first.NextToken });
  expect(deep.Parameters.map(({ Name }) => Name)).toEqual(['/t/20', '/t/x/deep']);
  await expect(ask('GetParametersByPath', { Path: '/t', MaxResults: 11 })).rejects.toThrow('less than or equal to 10');
});

test.each<[string, string, object, RegExp]>([
  ['4 KB in the standard tier', 'x'.repeat(4097), {}, /4096/],
  ['8 KB in the advanced tier', 'x'.repeat(8193), { Tier: 'Advanced' }, /8192/],
  ['a secret', 'x', { Type: 'SecureString' }, /SecureString/],
  ['a policy', 'x', { Policies: '[]' }, /Policies of PutParameter/],
])('%s is refused', async (_, value, more, message) => {
  await expect(setUp().put('/a', value, more)).rejects.toThrow(message);
});

test('a parameter has tags, given when it is made or later, and loses them with itself', async () => {
  const platform = new TestPlatform();
  platform.register(createSsm(platform).service);
  const put = (more: object) =>
    platform.ask('ssm', 'PutParameter', { Name: '/p', Value: 'v', Type: 'String', ...more });
  const about = { ResourceType: 'Parameter', ResourceId: '/p' };
  const tags = async () => (await platform.ask('ssm', 'ListTagsForResource', about)).TagList;
  await put({ Tags: [{ Key: 'a', Value: '1' }] });
  await expect(put({ Overwrite: true, Tags: [{ Key: 'b', Value: '2' }] })).rejects.toThrow(
    "tags and overwrite can't be used together",
  );
  await platform.ask('ssm', 'AddTagsToResource', { ...about, Tags: [{ Key: 'b', Value: '2' }] });
  await platform.ask('ssm', 'RemoveTagsFromResource', { ...about, TagKeys: ['a'] });
  expect(await tags()).toEqual([{ Key: 'b', Value: '2' }]);
  await platform.ask('ssm', 'DeleteParameter', { Name: '/p' });
  await expect(tags()).rejects.toThrow('The resource ID is not valid');
  await put({});
  expect(await tags()).toEqual([]);
});

test.each(['a/b', '/a//b', '/a/', 'ssm-x', '/SSM/x', 'a b'])('%j is no name of a parameter', async (Name) => {
  const { ask, put } = setUp();
  const refusal = {
    code: 'ValidationException',
    message:
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  };
  await expect(put(Name, 'x')).rejects.toMatchObject(refusal);
  await expect(ask('GetParameter', { Name })).rejects.toMatchObject(refusal);
});

test('a name of one segment is found with a slash in front, and by its ARN', async () => {
  const { ask, put } = setUp();
  await put('a', 'x');
  expect(await ask('GetParameter', { Name: '/a' })).toMatchObject({ Parameter: { Name: '/a', Value: 'x' } });
  const Name = 'arn:aws:ssm:us-east-1:000000000000:parameter/a';
  expect(await ask('GetParameter', { Name })).toMatchObject({ Parameter: { Name: 'a', ARN: Name } });
});

test('a path that is none, and a reference to another service, are refused', async () => {
  const { ask } = setUp();
  await expect(ask('GetParametersByPath', { Path: 'a' })).rejects.toThrow(
    'The parameter name must begin with a forward slash "/". It can\'t be prefixed with',
  );
  await expect(ask('GetParameter', { Name: '/aws/reference/secretsmanager/x' })).rejects.toThrow(
    'parameters that refer to another service',
  );
});
