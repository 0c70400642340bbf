import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { type Fleet, makeFleet } from './support/fleet';
import type { ProtectedService } from './support/protected-service';
import { attestByHand, closedSince } from './support/trouble';

/** That nobody can reserve. */
const UNRESERVED = 100;
const ACCOUNT = 1000;
/** Functions of the healer that have a concurrency of their own, and how much of it here. */
const RESERVING = 14;
const EACH = 5;

/** A role of somebody else's function, which may write its log. */
async function makeRole({ cloud }: Fleet): Promise<string> {
  const iam = cloud.client(IAMClient);
  const RoleName = 'somebody';
  const policy = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: policy({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    }),
  );
  const PolicyDocument = policy({ Action: 'logs:*', Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'log', PolicyDocument }));
  return Role?.Arn ?? '';
}

const SLEEPS = zipSync({
  'index.js': strToU8('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 890_000))'),
});

/** What another team does to the account: all that nobody has reserved is taken, for a quarter of an hour. */
async function crowd(fleet: Fleet, service: ProtectedService, reserved: number): Promise<void> {
  const { cloud } = fleet;
  const lambda = cloud.client(LambdaClient);
  const Role = await makeRole(fleet);
  for (const FunctionName of ['greedy', 'cautious']) {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role,
        Code: { ZipFile: SLEEPS },
        Timeout: 900,
      }),
    );
  }
  // The service has what it needs; the rest up to what nobody may reserve is somebody's.
  const own = 20;
  const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
    lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  await reserve(service.output('FunctionName'), own);
  await reserve('cautious', ACCOUNT - UNRESERVED - reserved - own);
  await service.pass(10);
  for (let count = 0; count < UNRESERVED; count += 1) {
    await lambda.send(new InvokeCommand({ FunctionName: 'greedy', InvocationType: 'Event' }));
  }
  await service.pass(5);
  const oneMore = lambda.send(new InvokeCommand({ FunctionName: 'greedy' }));
  await expect(oneMore).rejects.toMatchObject({ Reason: 'ConcurrentInvocationLimitExceeded' });
}

describe('in an account whose concurrency another function has taken', () => {
  let fleet: Fleet;
  afterEach(() => fleet.close());

  async function badRelease(healerConcurrency: number): Promise<ProtectedService> {
    fleet = await makeFleet(1, {}, { healerConcurrency: String(healerConcurrency) });
    const [service] = fleet.services as [ProtectedService];
    await service.pass(61);
    await attestByHand(service);
    await crowd(fleet, service, healerConcurrency * RESERVING);
    service.traffic(2);
    await service.release({ FAILURE_RATE: '1' });
    return service;
  }

  it('a healer with a concurrency of its own heals as ever', async () => {
    const service = await badRelease(EACH);
    const incident = await closedSince(service, service.clock.now(), 3);
    expect(incident).toMatchObject({ status: 'mitigated', toVersion: '1' });
    expect((await service.get()).status).toBe(200);
  });

  it('one without cannot, and is known to have failed', async () => {
    const service = await badRelease(0);
    await service.pass(300);
    expect(await service.liveVersion()).toBe('2');
    expect(await service.incidents()).toEqual([]);
    expect((await service.allNotifications()).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('runbooks/healer-failed.md'),
    );
    expect((await service.alarmNotifications()).map(({ subject }) => subject)).toContainEqual(
      expect.stringContaining('patrol'),
    );
  });
});
