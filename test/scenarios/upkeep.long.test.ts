import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListVersionsByFunctionCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { policyParameterName } from '../../functions/contract';
import type { Policy } from '../../functions/policy';
import { ProtectedService } from './support/protected-service';

const TWO_PATROLS = 150;
const HOUR = 3_600;

describe('what the patrol keeps in order', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  it('a fault that rings no alarm is taken off when its time has passed', async () => {
    service.traffic(1);
    await service.untilHealthy('1');
    const until = service.clock.now() + 300_000;
    // One request in a hundred: below every threshold.
    const faulty = await service.release({ FAILURE_RATE: '0.01', FAULT_UNTIL: new Date(until).toISOString() });
    await service.pass(240);
    expect(await service.liveVersion()).toBe(faulty);
    await service.pass((until - service.clock.now()) / 1000 + 30 + TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    const [incident] = await service.incidents();
    expect(incident).toMatchObject({ status: 'mitigated', fromVersion: faulty, toVersion: '1' });
  });

  it('a quarantined version that somebody deploys again is told once, and not attested', async () => {
    service.traffic(1);
    await service.untilHealthy('1');
    const bad = await service.release({ FAILURE_RATE: '1' });
    await service.untilClosed();
    expect(await service.ledger(bad)).toBe('Quarantined');
    await service.pass(900);
    await service.notifications();
    await service.lambda.send(
      new UpdateAliasCommand({
        FunctionName: service.output('FunctionName'),
        Name: service.output('AliasName'),
        FunctionVersion: bad,
      }),
    );
    await service.pass(600);
    const told = (await service.notifications()).filter(({ subject }) => subject.startsWith('REDEPLOYED'));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(`release api ${bad}`);
    expect(await service.liveVersion()).toBe('1');
    expect(await service.ledger(bad)).toBe('Quarantined');
  });

  it('synthetic traffic gives a service that nobody uses a version to roll back to, and heals it', async () => {
    await service.pass(600);
    expect(await service.ledger('1')).toBe('Baking');
    expect(await unprotected(service)).toBe(1);
    await change(service, { syntheticPerMinute: 20 });
    await service.untilHealthy('1');
    await service.pass(TWO_PATROLS);
    expect(await unprotected(service)).toBe(0);

    await service.release({ FAILURE_RATE: '1' });
    expect(await service.untilClosed()).toMatchObject({ status: 'mitigated', fromVersion: '2', toVersion: '1' });
    // The slow alarm looks back a quarter of an hour.
    await service.pass(1_500);
    expect((await service.incidents())[0]).toMatchObject({ status: 'resolved' });
  });

  it('old versions are deleted within an hour, those that are needed are not', async () => {
    for (let release = 2; release <= 5; release++) {
      await service.release({ RELEASE: String(release) });
      await service.pass(TWO_PATROLS);
    }
    for (const version of ['1', '3', '4', '5']) await service.enter(version, 'Healthy');
    await service.enter('2', 'Quarantined');
    await change(service, { keepHealthy: 1 });
    await service.pass(HOUR + 60);
    expect(await versions(service)).toEqual(['2', '4', '5']);
    expect(await service.ledger('3')).toBeUndefined();
    expect((await service.get()).status).toBe(200);
  });
});

/** Changes the policy as it is registered. */
async function change(service: ProtectedService, changes: Partial<Policy>): Promise<void> {
  const ssm = service.cloud.client(SSMClient);
  const Name = policyParameterName('dev', service.targetId);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  const policy = { ...JSON.parse(Parameter?.Value ?? '{}'), ...changes };
  await ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(policy), Overwrite: true }));
}

/** The newest count of targets without a version to roll back to. */
async function unprotected(service: ProtectedService): Promise<number | undefined> {
  const now = service.clock.now();
  const { MetricDataResults = [] } = await service.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 300_000),
      EndTime: new Date(now),
      MetricDataQueries: [
        {
          Id: 'unprotected',
          MetricStat: {
            Metric: {
              Namespace: 'SelfHealing/Healer',
              MetricName: 'Unprotected',
              Dimensions: [{ Name: 'Environment', Value: 'dev' }],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
      ScanBy: 'TimestampDescending',
    }),
  );
  return MetricDataResults[0]?.Values?.[0];
}

async function versions(service: ProtectedService): Promise<string[]> {
  const { Versions = [] } = await service.lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName: service.output('FunctionName') }),
  );
  return Versions.flatMap(({ Version }) => (Version === undefined || Version === '$LATEST' ? [] : [Version]));
}
