import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { Executed } from './execution/executor';
import type { Accepted } from './invoke';

/** Waits before the second and third attempt of an event whose function failed, in ms. */
const RETRY_WAITS_MS = [60_000, 120_000];
/** Throttled events wait from one second to five minutes, for six hours at most. */
const THROTTLE_WAIT_MS = { first: 1_000, most: 300_000 };
const MOST_AGE_MS = 6 * 3600 * 1000;

/** Events of asynchronous invocations. They keep their request id over all attempts. Without destinations: none are configured here. */
export class AsynchronousQueue {
  constructor(
    private readonly platform: Pick<Platform, 'clock'>,
    private readonly run: (accepted: Accepted) => Promise<{ readonly executed: Executed }>,
  ) {}

  add(accepted: Accepted): void {
    this.schedule(accepted, this.platform.clock.now(), { since: this.platform.clock.now(), failures: 0, throttles: 0 });
  }

  private schedule(accepted: Accepted, time: number, history: History): void {
    this.platform.clock.at(time, `event for ${accepted.owner.name}`, () => this.attempt(accepted, history));
  }

  private async attempt(accepted: Accepted, history: History): Promise<void> {
    const { clock } = this.platform;
    try {
      const { executed } = await this.run(accepted);
      const wait = RETRY_WAITS_MS[history.failures];
      if (executed.status === 'success' || wait === undefined) return;
      this.schedule(accepted, clock.now() + wait, { ...history, failures: history.failures + 1 });
    } catch (error) {
      // The alias or version may be gone meanwhile: then the event is dropped, as AWS drops it without a destination.
      if (!(error instanceof ServiceError)) throw error;
      if (error.status !== 429) return;
      const wait = Math.min(THROTTLE_WAIT_MS.first * 2 ** history.throttles, THROTTLE_WAIT_MS.most);
      if (clock.now() + wait - history.since > MOST_AGE_MS) return;
      this.schedule(accepted, clock.now() + wait, { ...history, throttles: history.throttles + 1 });
    }
  }
}

interface History {
  readonly since: number;
  readonly failures: number;
  readonly throttles: number;
}
