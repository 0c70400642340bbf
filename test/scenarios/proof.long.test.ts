import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { IncidentRecord } from '../../cli/records';
import { policyParameterName } from '../../functions/contract';
import { ProtectedService } from './support/protected-service';

/** AWS time within which a sound service must be proven. */
const PROVEN_WITHIN_MS = 10_000;
const CLEAN = { FAILURE_RATE: '0', FAILURE_MODE: 'error', LATENCY_MS: '0', LATENCY_RATE: '0' };

/**
 * As if the faults of this function were its own, and not injected: the healer does not know what to look for. Without a
 * preflight, which would find them before the proof.
 */
async function hideFaults(service: ProtectedService): Promise<void> {
  const ssm = service.cloud.client(SSMClient);
  const Name = policyParameterName('dev', service.targetId);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  const policy = { ...JSON.parse(Parameter?.Value ?? '{}'), faultVariables: {}, preflight: null };
  await ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(policy), Overwrite: true }));
}

/** The ledger is mistaken about a version. */
async function callHealthy(service: ProtectedService, version: string): Promise<void> {
  const at = { S: new Date(service.clock.now()).toISOString() };
  await service.dynamodb.send(
    new PutItemCommand({
      TableName: service.output('TableName'),
      Item: {
        pk: { S: `TARGET#${service.targetId}` },
        sk: { S: `VERSION#${version}` },
        version: { S: version },
        state: { S: 'Healthy' },
        since: at,
        healthyAt: at,
        requests: { N: '30' },
        errors: { N: '0' },
      },
    }),
  );
}

const textsOf = ({ timeline }: IncidentRecord, kind: string): string[] =>
  timeline.filter(({ what }) => what === kind).map(({ text }) => text);

describe.each([
  ['fails 30 % of its requests', { FAILURE_RATE: '0.3' }, /: \d+ good, [2-9] failed/],
  ['crashes, which names no version', { FAILURE_RATE: '1', FAILURE_MODE: 'crash' }, /: 0 good, 2 failed/],
  ['hangs', { FAILURE_RATE: '1', FAILURE_MODE: 'timeout' }, /: 0 good, 2 failed/],
  ['is slow and nothing else', { LATENCY_MS: '2000', LATENCY_RATE: '1' }, /2 of them by being too slow/],
])('a version taken for Healthy that %s', (_what, hidden, disproof) => {
  let service: ProtectedService;
  let incident: IncidentRecord;

  beforeAll(async () => {
    service = await ProtectedService.deploy('sound', 'api');
    const before = service.traffic(3);
    await service.untilHealthy('1');
    before.stop();
    await hideFaults(service);
    await service.release({ ...CLEAN, ...hidden });
    await callHealthy(service, '2');
    await service.release({ ...CLEAN, FAILURE_RATE: '1' });
    service.traffic(3);
    incident = await service.untilClosed();
  });
  afterAll(() => service.close());

  it('is not called Healed after the rollback to it', () => {
    const [first] = textsOf(incident, 'verdict');
    expect(textsOf(incident, 'action')[0]).toContain('3 -> 2');
    expect(first).toMatch(/^NotHealed: /);
    expect(first).toMatch(disproof);
  });

  it('gives way to one that is sound, which is proven within ten seconds', async () => {
    expect(incident).toMatchObject({ status: 'mitigated', verdict: 'Healed', fromVersion: '2', toVersion: '1' });
    expect(await service.liveVersion()).toBe('1');
    expect(textsOf(incident, 'verdict')[1]).toMatch(
      /^Healed: .*\(23 probes in \d s: 22 good, 0 failed, 1 warming up\)/,
    );
    expect(Date.parse(incident.provenAt ?? '') - Date.parse(incident.actedAt ?? '')).toBeLessThan(PROVEN_WITHIN_MS);
  });
});
