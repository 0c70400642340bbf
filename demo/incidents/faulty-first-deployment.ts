import type { Traffic } from '../../local/traffic';
import { type PlayedIncident, waitForHeal } from '../healed-incident';
import type { Narrator } from '../narrator';
import type { ProtectedService, World } from '../world';

/** A service whose very first version fails: there is nothing to roll back to, so the fault is reset. */
export function playFaultyFirstDeployment(
  world: World,
  service: ProtectedService,
  traffic: Traffic,
  narrator: Narrator,
  deployedAt: number,
): Promise<PlayedIncident> {
  narrator.tell('story', 'a new service; its first deployment carries FAILURE_RATE=1, and the ledger is empty');
  return waitForHeal(world, service, traffic, 'a first deployment with FAILURE_RATE=1', deployedAt);
}
