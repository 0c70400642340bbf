import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { type Condition, type Done, sendRecord } from './destinations';
import type { EventInvokeConfig, EventInvokeConfigs } from './event-invoke-config';
import type { Executed } from './execution/executor';
import type { Accepted } from './invoke';
import type { InvocationMetrics } from './metrics';
import type { Route } from './routing';

/** Waits before the second and third attempt of an event whose function failed, in ms. */
const RETRY_WAITS_MS = [60_000, 120_000];
/** Throttled events wait from one second to five minutes. */
const THROTTLE_WAIT_MS = { first: 1_000, most: 300_000 };
/** Seconds. */
const MOST_AGE = 6 * 3600;

/** Events of asynchronous invocations. They keep their request id over all attempts. */
export class AsynchronousQueue {
  constructor(
    private readonly platform: Platform,
    private readonly metrics: InvocationMetrics,
    private readonly configs: EventInvokeConfigs,
    private readonly run: (accepted: Accepted) => Promise<{ readonly executed: Executed; readonly route: Route }>,
  ) {}

  add(accepted: Accepted): void {
    const now = this.platform.clock.now();
    this.metrics.asynchronous(accepted.owner, accepted.qualifier, 'AsyncEventsReceived', 1);
    this.schedule(accepted, now, { since: now, failures: 0, throttles: 0, last: undefined });
  }

  private schedule(accepted: Accepted, time: number, history: History): void {
    this.platform.clock.at(time, `event for ${accepted.owner.name}`, () => this.attempt(accepted, history));
  }

  private async attempt(accepted: Accepted, history: History): Promise<void> {
    const { clock } = this.platform;
    const config = this.configOf(accepted);
    this.metrics.asynchronous(accepted.owner, accepted.qualifier, 'AsyncEventAge', clock.now() - history.since);
    try {
      const { executed, route } = await this.run(accepted);
      const next = { ...history, failures: history.failures + 1, last: { executed, version: route.version.version } };
      if (executed.status === 'success') return this.finish(accepted, next, 'Success');
      const wait = RETRY_WAITS_MS[history.failures];
      if (wait === undefined || history.failures >= (config?.retries ?? RETRY_WAITS_MS.length)) {
        return this.finish(accepted, next, 'RetriesExhausted');
      }
      await this.retry(accepted, next, wait, config);
    } catch (error) {
      // The alias or version may be gone meanwhile: then the event is dropped.
      if (!(error instanceof ServiceError)) throw error;
      if (error.status !== 429 && error.code !== 'ResourceConflictException') return this.drop(accepted);
      if (accepted.owner.reservedConcurrency === 0) return this.finish(accepted, history, 'ZeroReservedConcurrency');
      const wait = Math.min(THROTTLE_WAIT_MS.first * 2 ** history.throttles, THROTTLE_WAIT_MS.most);
      await this.retry(accepted, { ...history, throttles: history.throttles + 1 }, wait, config);
    }
  }

  private async retry(
    accepted: Accepted,
    history: History,
    wait: number,
    config: EventInvokeConfig | undefined,
  ): Promise<void> {
    const time = this.platform.clock.now() + wait;
    const tooOld = time - history.since > (config?.age ?? MOST_AGE) * 1000;
    if (tooOld) await this.finish(accepted, history, 'EventAgeExceeded');
    else this.schedule(accepted, time, history);
  }

  private async finish(accepted: Accepted, { failures, last }: History, condition: Condition): Promise<void> {
    const config = this.configOf(accepted);
    const destination = condition === 'Success' ? config?.onSuccess : config?.onFailure;
    const done: Done = { accepted, condition, invocations: failures, executed: last };
    if (destination !== undefined) await sendRecord(this.platform, this.metrics, destination, done);
    else if (condition !== 'Success') this.drop(accepted);
  }

  private drop({ owner, qualifier }: Accepted): void {
    this.metrics.asynchronous(owner, qualifier, 'AsyncEventsDropped', 1);
  }

  private configOf({ owner, qualifier }: Accepted): EventInvokeConfig | undefined {
    return this.configs.get(owner, qualifier);
  }
}

interface History {
  /** ms since the epoch. */
  readonly since: number;
  /** Attempts in which the function ran, all but the last of which failed. */
  readonly failures: number;
  readonly throttles: number;
  readonly last: Done['executed'];
}
