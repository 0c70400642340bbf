import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface HeartbeatInput {
  /** One for each target that the patrol looked at; `failed` when looking at it failed. */
  readonly results: readonly {
    readonly failed?: boolean;
    /** What the visit to its version said, or how that failed: then it is not known whether the target is protected. */
    readonly attest?: { readonly protected?: boolean };
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
    const failed = results.filter((result) => result.failed === true).length;
    const unprotected = results.filter(({ attest }) => attest?.protected === false).length;
    count('heartbeat');
    count('unprotected', unprotected);
    if (failed > 0) {
      count('patrolFailures', failed);
      log.error(`The patrol failed for ${failed} of ${results.length} targets.`, { results });
    }
    return { targets: results.length, failed, unprotected };
  };
}

export const handler = onAws<HeartbeatInput, HeartbeatOutput>((environment) =>
  makeHandler({ count: countMetrics(environment.environment), log: logger('heartbeat') }),
);
