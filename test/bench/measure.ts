import type { Passage } from '../../local/kernel/dispatcher';
import { makeFleet } from '../scenarios/support/fleet';

export interface Load {
  readonly targets: number;
  /** Requests a second to each target; 0: none. */
  readonly perSecond: number;
  /** AWS time that is measured, after the deployment. Seconds. */
  readonly seconds: number;
}

export interface Measurement extends Load {
  /** Real time. Seconds. */
  readonly wallSeconds: number;
  /** Invocations of Lambda functions, those behind the HTTP API included. */
  readonly invocations: number;
  /** Calls of operations, from functions and between services. */
  readonly calls: number;
  /** Moments at which something was due. */
  readonly events: number;
  /** Resident memory of the process at the end. Bytes. */
  readonly memory: number;
}

const SEED = 1;

/** Runs protected services with their healer, patrol and alarms included, and measures what that takes. */
export async function measure(load: Load): Promise<Measurement> {
  let calls = 0;
  let invocations = 0;
  const observe: Passage = (call, proceed) => {
    calls += 1;
    if (call.service === 'lambda' && call.operation === 'Invoke') invocations += 1;
    return proceed();
  };
  const { cloud, services, close } = await makeFleet(load.targets, { seed: SEED, observe }, { stormShare: '0' });
  try {
    const clock = cloud.virtualClock();
    if (load.perSecond > 0) for (const service of services) service.traffic(load.perSecond);
    // A minute in which everything is called for the first time.
    await clock.advanceBy(60_000);
    [calls, invocations] = [0, 0];
    const eventsBefore = clock.steps;
    const startedAt = performance.now();
    await clock.advanceBy(load.seconds * 1000);
    return {
      ...load,
      wallSeconds: (performance.now() - startedAt) / 1000,
      invocations,
      calls,
      events: clock.steps - eventsBefore,
      memory: process.memoryUsage().rss,
    };
  } finally {
    await close();
  }
}
