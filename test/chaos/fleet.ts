import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { policyParameterName } from '../../functions/contract';
import type { Policy } from '../../functions/policy';
import { Cloud, type CloudOptions } from '../../local/cloud';
import { synthesize } from '../../local/synthesize';
import { fleetServices } from '../scenarios/support/fleet-services';
import { Inbox } from '../scenarios/support/inbox';
import { ProtectedService } from '../scenarios/support/protected-service';

/** Many protected services and their one healer, on a cloud of their own. */
export interface Fleet {
  readonly cloud: Cloud;
  readonly services: readonly ProtectedService[];
}

const PROJECT = join(__dirname, '../..');

/** Synthesizes the real stacks for so many services, and deploys them. */
export async function deployFleet(
  size: number,
  options: CloudOptions,
  context: Readonly<Record<string, string>> = {},
): Promise<Fleet> {
  const assembly = await mkdtemp(join(tmpdir(), 'fleet-'));
  try {
    await synthesize({
      project: PROJECT,
      output: assembly,
      context,
      app: 'node --import tsx test/scenarios/support/fleet-app.ts',
      environment: { FLEET_SIZE: String(size) },
    });
    const cloud = await Cloud.start(options);
    await cloud.deploy(assembly);
    const inbox = await Inbox.subscribe(cloud);
    return { cloud, services: fleetServices(size).map((name) => new ProtectedService(cloud, name, inbox)) };
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

/** Changes a target's registered policy, as an operator may. */
export async function changePolicy(service: ProtectedService, changes: Partial<Policy>): Promise<void> {
  const ssm = service.cloud.client(SSMClient);
  const Name = policyParameterName('dev', service.targetId);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  const policy: Policy = JSON.parse(Parameter?.Value ?? '{}');
  await ssm.send(
    new PutParameterCommand({
      Name,
      Value: JSON.stringify({ ...policy, ...changes }),
      Type: 'String',
      Overwrite: true,
    }),
  );
}
