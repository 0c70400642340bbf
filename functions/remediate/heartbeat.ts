import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface HeartbeatInput {
  /** One for each target that the patrol looked at; `failed` when looking at it failed. */
  readonly results: readonly { readonly failed?: boolean }[];
}

export interface HeartbeatOutput {
  readonly targets: number;
  readonly failed: number;
}

/** Says that the patrol has run to its end; an alarm watches for the silence. */
export function makeHandler({ count, log }: Pick<Ports, 'count' | 'log'>) {
  return async ({ results }: HeartbeatInput): Promise<HeartbeatOutput> => {
    const failed = results.filter((result) => result.failed === true).length;
    count('heartbeat');
    if (failed > 0) {
      count('patrolFailures', failed);
      log.error(`The patrol failed for ${failed} of ${results.length} targets.`, { results });
    }
    return { targets: results.length, failed };
  };
}

export const handler = onAws<HeartbeatInput, HeartbeatOutput>((environment) =>
  makeHandler({ count: countMetrics(environment.environment), log: logger('heartbeat') }),
);
