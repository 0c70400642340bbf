import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface HeartbeatInput {
  /** One for each target that the patrol looked at; `failed` when looking at it failed. */
  readonly results: readonly {
    readonly targetId: string;
    readonly failed?: boolean;
    /** Absent when the visit to its version failed: then it is not known. */
    readonly protected?: boolean;
    /** Names of what went wrong; the functions' own logs say more. */
    readonly errors?: readonly string[];
  }[];
}

export interface HeartbeatOutput {
  readonly targets: number;
  readonly failed: number;
  readonly unprotected: number;
}

/** Says that the patrol has run to its end, and what it has found. An alarm watches for the silence. */
export function makeHandler({ count, log }: Pick<Ports, 'count' | 'log'>) {
  return async ({ results }: HeartbeatInput): Promise<HeartbeatOutput> => {
    const failures = results.filter((result) => result.failed === true);
    const failed = failures.length;
    const unprotected = results.filter((result) => result.protected === false).length;
    count('heartbeat');
    count('unprotected', unprotected);
    if (failed > 0) {
      count('patrolFailures', failed);
      log.error(`The patrol failed for ${failed} of ${results.length} targets.`, { failures });
    }
    return { targets: results.length, failed, unprotected };
  };
}

export const handler = onAws<HeartbeatInput, HeartbeatOutput>((environment) =>
  makeHandler({ count: countMetrics(environment.environment), log: logger('heartbeat') }),
);
