import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { policyParameterName } from '../../../functions/contract';
import type { Policy } from '../../../functions/policy';
import { Cloud, type CloudOptions } from '../../../local/cloud';
import { synthesize } from '../../../local/synthesize';
import { closeUndenied } from './close';
import { fleetServices } from './fleet-services';
import { Inbox } from './inbox';
import { ProtectedService } from './protected-service';

/** Many protected services and their one healer, on a cloud of their own. */
export interface Fleet {
  readonly cloud: Cloud;
  readonly services: readonly ProtectedService[];
  readonly close: () => Promise<void>;
}

const PROJECT = join(__dirname, '../../..');

/** Synthesizes the real stacks of so many services into a folder. */
export function synthesizeFleet(
  size: number,
  output: string,
  context: Readonly<Record<string, string>> = {},
): Promise<void> {
  return synthesize({
    project: PROJECT,
    output,
    context,
    app: 'node --import tsx test/scenarios/support/fleet-app.ts',
    environment: { FLEET_SIZE: String(size) },
  });
}

/** Deploys the first so many services of a fleet's assembly, which must stay where it is: functions' code is read from it. */
export async function deployFleet(assembly: string, size: number, options: Partial<CloudOptions> = {}): Promise<Fleet> {
  const cloud = await Cloud.start({ time: 'virtual', ...options });
  const names = fleetServices(size);
  await cloud.deploy(assembly, ['SelfHealing-dev-healer', ...names.map((name) => `SelfHealing-dev-${name}`)]);
  const inbox = await Inbox.subscribe(cloud);
  const services = names.map((name) => new ProtectedService(cloud, name, inbox));
  return { cloud, services, close: () => closeUndenied(cloud) };
}

/** A fleet with an assembly of its own, which goes with it. */
export async function makeFleet(
  size: number,
  options: Partial<CloudOptions>,
  context: Readonly<Record<string, string>>,
): Promise<Fleet> {
  const assembly = await mkdtemp(join(tmpdir(), 'fleet-'));
  const remove = () => rm(assembly, { recursive: true, force: true });
  try {
    await synthesizeFleet(size, assembly, context);
    const fleet = await deployFleet(assembly, size, options);
    const close = async () => {
      await fleet.close();
      await remove();
    };
    return { ...fleet, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A target's policy as it is registered. */
export async function registeredPolicy({ cloud, targetId }: ProtectedService): Promise<Policy> {
  const Name = policyParameterName('dev', targetId);
  const { Parameter } = await cloud.client(SSMClient).send(new GetParameterCommand({ Name }));
  return JSON.parse(Parameter?.Value ?? '{}');
}

/** Changes a target's registered policy, as an operator may. */
export async function changePolicy(service: ProtectedService, changes: Partial<Policy>): Promise<void> {
  await service.cloud.client(SSMClient).send(
    new PutParameterCommand({
      Name: policyParameterName('dev', service.targetId),
      Value: JSON.stringify({ ...(await registeredPolicy(service)), ...changes }),
      Type: 'String',
      Overwrite: true,
    }),
  );
}
