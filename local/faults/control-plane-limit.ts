import type { Clock } from '../kernel/clock';
import type { Passage } from '../kernel/dispatcher';
import { throttlingError } from './service-errors';

/**
 * Requests a second, for the account in the region: GetFunction and GetPolicy for themselves, all the rest of the
 * control plane together. Invocations do not count. None of the three can be raised.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
const RATES = { GetFunction: 100, GetPolicy: 15, rest: 15 } as const;
const DATA_PLANE = /^Invoke/;

/** Lambda's limit of control-plane requests. AWS does not say how it counts; a bucket of one second's requests here. */
export function controlPlaneLimit(clock: Clock): Passage {
  const buckets = new Map<keyof typeof RATES, { tokens: number; filled: number }>();
  return async ({ service, operation }, proceed) => {
    if (service !== 'lambda' || DATA_PLANE.test(operation)) return proceed();
    const name = operation === 'GetFunction' || operation === 'GetPolicy' ? operation : 'rest';
    const rate = RATES[name];
    const now = clock.now();
    const { tokens, filled } = buckets.get(name) ?? { tokens: rate, filled: now };
    const available = Math.min(rate, tokens + ((now - filled) / 1000) * rate);
    const allowed = available >= 1;
    buckets.set(name, { tokens: allowed ? available - 1 : available, filled: now });
    if (!allowed) throw throttlingError(service, operation);
    return proceed();
  };
}
