import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { Cloud } from '../../local/cloud';
import { synthesize } from '../../local/synthesize';
import { kindsOf, textsOf } from './support/cast';
import { changePolicy } from './support/fleet';
import { Inbox } from './support/inbox';
import { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE } from './support/synthesize-assemblies';

const STACK = 'SelfHealing-dev-orders';

/** One service, from its faulty first deployment on; each part goes on where the one before has ended. */
describe('the next `cdk deploy` after a heal', () => {
  let folder: string;
  const faulty = join(process.env[ASSEMBLIES_VARIABLE] ?? '', 'faulty');
  let mended: string;
  let cloud: Cloud;
  let service: ProtectedService;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'after-a-heal-'));
    mended = join(folder, 'mended');
    await synthesize({
      project: join(__dirname, '../..'),
      output: mended,
      context: { service: 'orders', failureRate: '0' },
    });
    // A stack update that takes most of a minute, so that an alarm rings in the middle of it.
    cloud = await Cloud.start({ time: 'virtual', latencies: { stackUpdate: 10_000 } });
    await cloud.deploy(faulty);
    service = new ProtectedService(cloud, 'orders', await Inbox.subscribe(cloud));
    await cloud.virtualClock().drive('policy', () =>
      changePolicy(service, {
        attest: { minRequests: 20, minSeconds: 60 },
        budget: { attemptsPerIncident: 2, healsPerHour: 9, cooldownSeconds: 1 },
      }),
    );
    service.traffic(1);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const deploy = async (assembly: string) =>
    (await cloud.deploy(assembly)).find(({ stack }) => stack.name === STACK)?.outcome;

  /** Where the template believes the alias to be: see runbooks/after-a-rollback.md. */
  async function versionOfTemplate(): Promise<string | undefined> {
    const { StackResourceSummaries = [] } = await cloud
      .client(CloudFormationClient)
      .send(new ListStackResourcesCommand({ StackName: STACK }));
    const version = StackResourceSummaries.find(({ ResourceType }) => ResourceType === 'AWS::Lambda::Version');
    return version?.PhysicalResourceId?.split(':').at(-1);
  }

  it('works after a reset, and brings the variables of the template', async () => {
    expect(await service.untilClosed()).toMatchObject({ status: 'mitigated', remedy: 'reset fault', toVersion: '2' });
    expect(await service.variables('2')).toMatchObject({ FAILURE_RATE: '0', HEALED_BY: expect.any(String) });
    expect(await versionOfTemplate()).toBe('1');

    expect(await deploy(faulty)).toBe('unchanged');
    expect(await service.liveVersion()).toBe('2');

    expect(await deploy(mended)).toBe('updated');
    expect([await service.liveVersion(), await versionOfTemplate()]).toEqual(['3', '3']);
    expect(await service.variables('3')).not.toHaveProperty('HEALED_BY');
    const answer = await service.get();
    expect([answer.status, answer.headers.get('x-version')]).toEqual([200, '3']);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('is waited for when the alarm rings in the middle of it, and what it brings is not rolled back', async () => {
    await service.untilHealthy('3');
    expect(await deploy(faulty)).toBe('updated');
    expect(await service.liveVersion()).toBe('4');
    const before = service.clock.now();

    expect(await deploy(mended)).toBe('updated');
    await service.pass(240);
    expect(await service.liveVersion()).toBe('5');
    const since = (await service.incidents()).filter(({ openedAt }) => Date.parse(openedAt) >= before);
    const decisions = since.flatMap((incident) => textsOf(incident, 'decision'));
    expect(decisions).toContainEqual(
      expect.stringMatching(/^A deployment of its stack \(UPDATE_IN_PROGRESS\) is in progress, \d+ s after/),
    );
    expect(since.map(({ status }) => status)).not.toContain('mitigated');
    expect(since.flatMap((incident) => textsOf(incident, 'action'))).toEqual([]);
    expect((await service.get()).status).toBe(200);
    // Version 4 is what was quarantined as version 1, and somebody should know.
    expect(kindsOf(await service.notifications())).toEqual(['redeploy']);
  });

  it('leaves a rollback when it does not touch the alias, and ends it with a version of its own when it does', async () => {
    expect(await deploy(faulty)).toBe('updated');
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'roll back', fromVersion: '6' });
    const healed = await service.liveVersion();
    expect(healed).toBe(incident.toVersion);
    expect(await versionOfTemplate()).toBe('6');

    expect(await deploy(faulty)).toBe('unchanged');
    expect(await service.liveVersion()).toBe(healed);

    expect(await deploy(mended)).toBe('updated');
    expect([await service.liveVersion(), await versionOfTemplate()]).toEqual(['7', '7']);
    expect((await service.get()).status).toBe(200);
    expect(await service.ledger('6')).toBe('Quarantined');
  });
});
