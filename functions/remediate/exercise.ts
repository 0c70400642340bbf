import { PROBE_TIMEOUT_MS } from '../policy';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { type SyntheticRequest, syntheticRequest } from './adapters/synthetic';
import { targetClients } from './adapters/target-clients';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { parseTime } from './time';

export interface ExerciseInput {
  readonly targetId: string;
  /** Start of the patrol that asks, ISO 8601. */
  readonly askedAt: string;
}

export interface ExerciseOutput {
  readonly targetId: string;
  readonly sent: number;
  readonly failed: number;
}

type Deps = Pick<Ports, 'policies' | 'clock' | 'log'> & { readonly request: SyntheticRequest };

/** No burst: 5 a second at most, one after the other. */
const PAUSE_MS = 200;
/** Leaves the last request its time within the function's limit of a minute, and ends before the next patrol asks. */
const WINDOW_MS = 50_000;
/** The patrol does not wait for this task, so Lambda may deliver it late; then the next patrol has asked by itself. */
const MAX_AGE_MS = 60_000;

/**
 * Synthetic traffic for a target that has asked for it: requests that count like any other, so that a quiet target's
 * signals have data, its versions can be attested, and its heals are resolved by traffic. The requests come in one burst at
 * the head of the minute, since a function that waits is paid for: 30 a minute take 6 s of 256 MB, about 0.9 $ a month.
 */
export function makeHandler({ policies, clock, log, request }: Deps) {
  return async ({ targetId, askedAt }: ExerciseInput): Promise<ExerciseOutput> => {
    const startedAt = clock.now();
    if (startedAt - (parseTime(askedAt) ?? 0) > MAX_AGE_MS) {
      log.info(`Asked at ${askedAt}, too long ago; nothing is sent.`, { targetId });
      return { targetId, sent: 0, failed: 0 };
    }
    const policy = await policies.find(targetId);
    let sent = 0;
    let failed = 0;
    while (sent < policy.syntheticPerMinute && clock.now() - startedAt < WINDOW_MS) {
      const sentAt = clock.now();
      sent += 1;
      if (!(await request(policy, PROBE_TIMEOUT_MS))) failed += 1;
      await clock.sleep(Math.max(0, PAUSE_MS - (clock.now() - sentAt)));
    }
    log.info(`Sent ${sent} synthetic requests; ${failed} failed.`, { targetId, sent, failed });
    return { targetId, sent, failed };
  };
}

export const handler = onAws<ExerciseInput, ExerciseOutput>((environment) =>
  makeHandler({
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('exercise'),
    request: syntheticRequest(targetClients('invoke', 'exercise')),
  }),
);
