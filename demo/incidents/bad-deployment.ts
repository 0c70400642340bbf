import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { readLedger } from '../../cli/records';
import type { Traffic } from '../../local/traffic';
import { type PlayedIncident, waitForHeal } from '../healed-incident';
import type { Narrator } from '../narrator';
import { type ProtectedService, recordsOf, type World } from '../world';

/** AWS time that version 1 has to become Healthy, in milliseconds. */
const PATIENCE_MS = 20 * 60_000;

/** Version 1 serves well until the ledger calls it Healthy; then a version that always fails is published and goes live. */
export async function playBadDeployment(
  world: World,
  service: ProtectedService,
  traffic: Traffic,
  narrator: Narrator,
): Promise<PlayedIncident> {
  narrator.tell('story', 'version 1 serves steady traffic until the ledger calls it Healthy');
  const healthy = await world.cloud.waitFor(5, world.clock.now() + PATIENCE_MS, async () =>
    (await readLedger(recordsOf(world, service), '1')) === 'Healthy' ? true : undefined,
  );
  if (healthy === undefined) throw new Error('Version 1 has not become Healthy');
  narrator.tell('ledger', 'version 1 is Healthy');

  narrator.tell('story', 'a bad deployment: FAILURE_RATE=1 is published and goes live');
  const faultAt = await world.clock.drive('deploy a fault', () => deployFault(world, service));
  return waitForHeal(world, service, traffic, 'a deployment with FAILURE_RATE=1', faultAt);
}

/** Publishes the function with FAILURE_RATE=1 and moves the alias there, as a pipeline would. Returns when it went live. */
async function deployFault(
  { lambda, clock }: World,
  { functionName: FunctionName, aliasName }: ProtectedService,
): Promise<number> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, FAILURE_RATE: '1' };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await clock.sleep(5_000);
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 10 }, { FunctionName });
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: aliasName, FunctionVersion: Version }));
  return clock.now();
}
