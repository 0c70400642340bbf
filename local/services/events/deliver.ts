import type { Target } from '@aws-sdk/client-eventbridge';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { Arrivals } from './arrivals';
import type { EventEnvelope } from './event';
import type { Rule } from './rule';
import { inputFor } from './target-input';
import { callTarget, sendToQueue, serviceFor, targetKind } from './target-kind';

/** AWS's defaults of a RetryPolicy. */
const MOST_ATTEMPTS = 185;
const MOST_AGE_SECONDS = 86_400;
/**
 * AWS publishes "exponential with jitter" and no figures. From 1 s, doubling, up to 10 minutes: with a mean jitter of
 * 3/4, 185 retries then take some 22 hours, near the 24 that AWS says it goes on for.
 */
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 600_000;

const MOST_HOPS = 1;

interface Delivery {
  readonly rule: Rule;
  readonly target: Target;
  readonly event: EventEnvelope;
  readonly hops: number;
  readonly input: string;
  /** Of the execution, for a state machine: event id and a number of this delivery's own. */
  readonly name: string;
  /** When the event came, ms since the epoch. */
  readonly ingested: number;
}

/** Brings events to targets: with delay, retries, and a dead-letter queue at the end. */
export class Deliverer {
  private readonly ids: RandomStream;
  private readonly jitter: RandomStream;
  private readonly arrivals: Arrivals;

  /** @param forward brings an event to another bus */
  constructor(
    private readonly platform: Platform,
    private readonly forward: (event: EventEnvelope, bus: string, hops: number) => void,
  ) {
    this.arrivals = new Arrivals(platform);
    this.ids = platform.random.stream('events.deliveries');
    this.jitter = platform.random.stream('events.jitter');
  }

  /** @param hops from bus to bus that the event has made */
  deliver(rule: Rule, event: EventEnvelope, hops: number): void {
    this.arrivals.arrive(rule, event, () => this.bring(rule, event, hops));
  }

  private bring(rule: Rule, event: EventEnvelope, hops: number): void {
    const { clock, latencies } = this.platform;
    const ingested = clock.now();
    this.count(rule, 'TriggeredRules');
    for (const target of rule.targets.values()) {
      const input = inputFor(target, event, { arn: rule.arn, name: rule.name, ingested });
      if (input === undefined) {
        // AWS says nothing at all when a template's result is not JSON; the metric is what is left to see.
        this.count(rule, 'FailedInvocations');
        continue;
      }
      const delivery = { rule, target, event, hops, input, name: `${event.id}_${this.ids.uuid()}`, ingested };
      clock.at(ingested + latencies.eventDelivery, label(delivery), () => this.attempt(delivery, 0));
    }
  }

  /** @param retries made before this attempt. */
  private async attempt(delivery: Delivery, retries: number): Promise<void> {
    const { rule, target, input, name } = delivery;
    try {
      if (targetKind(target.Arn as string) === 'bus') this.bringToBus(delivery);
      else await callTarget(this.platform, rule.arn, target, input, name);
      this.count(rule, 'Invocations');
    } catch (error) {
      if (!(error instanceof ServiceError) || error instanceof NotEmulatedError) throw error;
      if (!isTransient(error)) return this.giveUp(delivery, error, retries, undefined);
      this.retry(delivery, error, retries);
    }
  }

  /** An event goes from one bus to another, but from there to no third one. */
  private bringToBus({ event, hops, target }: Delivery): void {
    if (hops < MOST_HOPS) this.forward(event, target.Arn as string, hops + 1);
  }

  private retry(delivery: Delivery, error: ServiceError, retries: number): void | Promise<void> {
    const { clock } = this.platform;
    const { MaximumRetryAttempts: attempts = MOST_ATTEMPTS, MaximumEventAgeInSeconds: age = MOST_AGE_SECONDS } =
      delivery.target.RetryPolicy ?? {};
    if (retries >= attempts) return this.giveUp(delivery, error, retries, 'MaximumRetryAttempts');
    const full = Math.min(FIRST_DELAY * 2 ** retries, LONGEST_DELAY);
    const next = clock.now() + Math.round(full * (0.5 + this.jitter.next() / 2));
    if (next > delivery.ingested + age * 1000) return this.giveUp(delivery, error, retries, 'MaximumEventAgeInSeconds');
    clock.at(next, label(delivery), () => this.attempt(delivery, retries + 1));
  }

  private async giveUp(
    delivery: Delivery,
    error: ServiceError,
    retries: number,
    exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined,
  ): Promise<void> {
    const { rule, target, event } = delivery;
    this.count(rule, 'FailedInvocations');
    const queue = target.DeadLetterConfig?.Arn;
    if (queue === undefined) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn as string,
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message === '' ? error.code : error.message,
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
      RETRY_ATTEMPTS: String(retries),
    };
    try {
      const message = {
        MessageBody: JSON.stringify(event),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      };
      await sendToQueue(this.platform, queue, message, serviceFor(rule.arn));
      this.count(rule, 'InvocationsSentToDlq');
    } catch (failure) {
      if (!(failure instanceof ServiceError) || failure instanceof NotEmulatedError) throw failure;
      this.count(rule, 'InvocationsFailedToBeSentToDlq');
    }
  }

  /** A metric of AWS/Events. */
  private count(rule: Rule, name: string): void {
    const { clock, latencies } = this.platform;
    this.platform.metric(
      {
        namespace: 'AWS/Events',
        name,
        dimensionSets: [{ RuleName: rule.name }],
        values: [1],
        unit: 'Count',
        time: clock.now(),
        storageResolution: 60,
      },
      latencies.serviceMetric,
    );
  }
}

/** Throttling and faults of the server are tried again; a missing permission or target, and any other client error, is not. */
function isTransient({ code, status }: ServiceError): boolean {
  return status >= 500 || status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(code);
}

const label = ({ rule, target }: Delivery): string => `event ${rule.name} -> ${target.Id}`;
