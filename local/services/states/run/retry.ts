import type { RandomStream } from '../../../kernel/random';
import type { Retrier } from '../definition/asl';
import { type StateFailure, takes } from './failure';

/** Counts what the retriers of a state have used up during one visit of it. */
export class RetryBudget {
  private readonly used = new Map<Retrier, number>();

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly chance: RandomStream,
  ) {}

  /** Takes one retry for the failure: milliseconds to wait before it, or undefined when there is none. */
  take(failure: StateFailure): number | undefined {
    const retrier = this.retriers.find(({ errorEquals }) => takes(errorEquals, failure));
    if (retrier === undefined) return undefined;
    const attempts = this.used.get(retrier) ?? 0;
    if (attempts >= retrier.maxAttempts) return undefined;
    this.used.set(retrier, attempts + 1);
    const delay = delayOf(retrier, attempts);
    return Math.round(retrier.jitterStrategy === 'FULL' ? this.chance.next() * delay : delay);
  }
}

/** Milliseconds before the next attempt, without jitter. @param attempts retries of this retrier before it. */
export function delayOf({ intervalSeconds, backoffRate, maxDelaySeconds }: Retrier, attempts: number): number {
  const delay = intervalSeconds * 1000 * backoffRate ** attempts;
  return Math.min(delay, (maxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000);
}
