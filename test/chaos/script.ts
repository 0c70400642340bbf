import type { RandomStream } from '../../local/kernel/random';
import type { RequestCount } from '../../local/traffic';
import type { ProtectedService } from '../scenarios/support/protected-service';
import { play, type Stage } from './episode';
import { isBad } from './judgement';
import type { Operator } from './operator';
import { drawEpisode, type Episode } from './plan';

export interface Script {
  readonly service: ProtectedService;
  readonly operator: Operator;
  readonly outage: Stage['outage'];
  readonly random: RandomStream;
  /** Requests of the last half minute. */
  readonly recent: () => RequestCount;
  /** Whether there has been enough. */
  readonly enough: () => Promise<boolean>;
  /** Told of each episode, for the record. */
  readonly begins: (episode: Episode) => void;
}

const LOOK_SECONDS = 20;
/** Longer than any cooldown, wait and alarm together. */
const SETTLE_SECONDS = 1_800;

/** One trouble after the other, each when the last one is over, until there have been enough. */
export async function playScript(script: Script): Promise<void> {
  while (!(await script.enough())) {
    const episode = drawEpisode(script.random);
    script.begins(episode);
    await play(episode, script);
    await settle(script);
  }
}

/**
 * Waits until the target is at rest: sound, or handed to a person, who then repairs and resumes it. What does not come to
 * rest is left for the judgement.
 */
export async function settle({ service, operator, recent }: Script): Promise<void> {
  for (let waited = 0; waited < SETTLE_SECONDS; waited += LOOK_SECONDS) {
    await service.clock.sleep(LOOK_SECONDS * 1000);
    const { heldBy, holder } = await service.lease();
    if (heldBy !== undefined) {
      await operator.release();
      await operator.resume();
    } else if (holder === undefined && recent().failed === 0 && (await isSound(service))) {
      return;
    }
  }
}

async function isSound(service: ProtectedService): Promise<boolean> {
  const { FunctionVersion = '', RoutingConfig } = await service.alias();
  const sides = [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})];
  const variables = await Promise.all(sides.map((version) => service.variables(version)));
  return !variables.some(isBad);
}
