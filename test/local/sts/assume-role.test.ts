import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, type AssumeRoleRequest, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { REGION } from '../../../local/cloud';
import { allow, arnOf, role } from '../authorization/roles';
import { Stage } from '../cloudformation/support/stage';

const ACCOUNT = '000000000000';
const HOUR = 3_600_000;

/** A role that admits whom the principal names. */
const admitting = (AWS: unknown, more: object = {}, properties: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Path: '/targets/observe/',
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS }, ...more }],
    },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [allow('lambda:ListFunctions')] } }],
    ...properties,
  },
});

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
  await stage.deploy({
    Healer: role('lambda.amazonaws.com'),
    Other: role('lambda.amazonaws.com', [allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/targets/observe/*`)]),
    ByName: admitting(arnOf('Healer')),
    ByAccount: admitting(`arn:aws:iam::${ACCOUNT}:root`),
    Abroad: admitting('arn:aws:iam::111111111111:root'),
    WithId: admitting(ACCOUNT, { Condition: { StringEquals: { 'sts:ExternalId': 'secret' } } }),
    Long: admitting(ACCOUNT, {}, { MaxSessionDuration: 7_200 }),
  });
});
afterAll(() => stage.close());

const arn = (logicalId: string): string => String(stage.stack().resource(logicalId)?.attributes.Arn);
const sts = (caller?: string) => stage.cloud.client(STSClient, caller === undefined ? undefined : arn(caller));
const assume = (caller: string | undefined, to: string, more: Partial<AssumeRoleRequest> = {}) =>
  sts(caller).send(new AssumeRoleCommand({ RoleArn: arn(to), RoleSessionName: 'task', ...more }));

/** A client with the credentials of a session. */
async function within<Client>(
  Make: new (configuration: object) => Client,
  session: ReturnType<typeof assume>,
): Promise<Client> {
  const { Credentials } = await session;
  return new Make({
    endpoint: stage.cloud.endpoint,
    region: REGION,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId,
      secretAccessKey: Credentials?.SecretAccessKey,
      sessionToken: Credentials?.SessionToken,
    },
  });
}

describe('a role may be assumed', () => {
  test('by whom its trust names, whatever their own policies say', async () => {
    expect((await assume('Healer', 'ByName')).AssumedRoleUser?.Arn).toBe(
      `arn:aws:sts::${ACCOUNT}:assumed-role/${stage.ref('ByName')}/task`,
    );
  });

  test('by way of the account, by those whose own policies allow it, too', async () => {
    await expect(assume('Other', 'ByAccount')).resolves.toBeDefined();
    // The administrator of the account.
    await expect(assume(undefined, 'ByAccount')).resolves.toBeDefined();
    await expect(assume('Healer', 'ByAccount')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('by nobody whom its trust does not name: an administrator of the account no more than others', async () => {
    for (const caller of ['Other', undefined]) {
      await expect(assume(caller, 'ByName')).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(assume(caller, 'Abroad')).rejects.toMatchObject({ name: 'AccessDenied' });
    }
  });

  test('with the external id that its trust asks for', async () => {
    await expect(assume('Other', 'WithId', { ExternalId: 'secret' })).resolves.toBeDefined();
    await expect(assume('Other', 'WithId', { ExternalId: 'guess' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume('Other', 'WithId')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('else AWS’s own words say who may not become whom, and not why', async () => {
    await expect(assume('Other', 'ByName')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
      message:
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/${stage.ref('Other')}/client is not authorized to perform: ` +
        `sts:AssumeRole on resource: ${arn('ByName')}`,
    });
  });

  test('if there is one, which STS does not tell from one that trusts somebody else', async () => {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/none`;
    await expect(sts('Other').send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'task' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/on resource: arn:.*role\/none$/),
    });
  });
});

describe('a session', () => {
  test('is who its role is, under the name that it was given', async () => {
    const client = await within(STSClient, assume('Healer', 'ByName', { RoleSessionName: 'move-alias' }));
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${stage.ref('ByName')}/move-alias`,
      UserId: expect.stringMatching(/^AROA\w+:move-alias$/),
    });
  });

  test('may what the role may, and nothing that the one who began it may', async () => {
    const lambda = await within(LambdaClient, assume('Healer', 'ByName'));
    await expect(lambda.send(new ListFunctionsCommand({}))).resolves.toMatchObject({ Functions: [] });
    const cloudformation = await within(CloudFormationClient, assume('Healer', 'ByName'));
    await expect(cloudformation.send(new DescribeStacksCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('ends when it said, by the clock of this AWS', async () => {
    const session = assume('Healer', 'ByName');
    const { clock } = stage.cloud;
    expect((await session).Credentials?.Expiration?.getTime()).toBe(clock.now() + HOUR);
    const lambda = await within(LambdaClient, session);
    const again = await within(STSClient, session);
    await stage.cloud.virtualClock().advanceTo(clock.now() + HOUR - 1);
    await expect(lambda.send(new ListFunctionsCommand({}))).resolves.toBeDefined();
    await stage.cloud.virtualClock().advanceTo(clock.now() + 1);
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(again.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  test.each<[string, string | undefined, string, Partial<AssumeRoleRequest>, RegExp]>([
    ['a quarter of an hour at least', 'Healer', 'ByName', { DurationSeconds: 899 }, /greater than or equal to 900$/],
    ['as long as its role says at most', undefined, 'ByAccount', { DurationSeconds: 3_601 }, /exceeds the MaxSession/],
    ['an hour at most when a role becomes another', 'Other', 'Long', { DurationSeconds: 3_601 }, /by role chaining$/],
  ])('lasts %s', async (_, caller, to, more, message) => {
    await expect(assume(caller, to, more)).rejects.toMatchObject({ name: 'ValidationError', message });
  });

  test('may last longer when its role says so', async () => {
    const { Credentials } = await assume(undefined, 'Long', { DurationSeconds: 7_200 });
    expect(Credentials?.Expiration?.getTime()).toBe(stage.cloud.clock.now() + 2 * HOUR);
  });

  test.each([
    ['x', /greater than or equal to 2$/],
    ['a session', /regular expression pattern: \[\\w\+=,\.@-\]\*$/],
  ])('has a name that AWS takes: not "%s"', async (RoleSessionName, message) => {
    await expect(assume('Healer', 'ByName', { RoleSessionName })).rejects.toMatchObject({ message });
  });

  test.each<Partial<AssumeRoleRequest>>([
    { Policy: '{}' },
    { Tags: [{ Key: 'a', Value: 'b' }] },
    { SourceIdentity: 'somebody' },
  ])('refuses by name what has no effect here: %j', async (more) => {
    await expect(assume('Healer', 'ByName', more)).rejects.toMatchObject({
      name: 'NotEmulated',
      message: expect.stringContaining(`${Object.keys(more)[0]} of AssumeRole`),
    });
  });
});
