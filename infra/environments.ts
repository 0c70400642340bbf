import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export type EnvironmentName = keyof typeof ENVIRONMENTS;

/** What differs between environments. */
export interface Settings {
  readonly logRetention: RetentionDays;
  readonly logLevel: 'DEBUG' | 'INFO';
  /** What happens to table and logs when a stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  readonly pointInTimeRecovery: boolean;
  readonly thresholds: Thresholds;
  /** See `Config.stormShare`. */
  readonly stormShare: number;
}

/** When the signals ring. */
export interface Thresholds {
  /** Share of failing requests, 0 to 1, at which traffic is worth moving. */
  readonly faultRatio: number;
  /** Requests in 10 s below which a ratio of faults says nothing. */
  readonly minRequestsPer10Seconds: number;
  /** p95 of the handler's duration. */
  readonly latency: Duration;
  /** Share of 5xx answers within a minute, 0 to 1: higher, since it rings on a single minute. */
  readonly api5xxRatio: number;
  /** Requests in a minute below which a share of 5xx answers says nothing. */
  readonly minRequestsPerMinute: number;
  /** Invocations that ended in an error within a minute. */
  readonly lambdaErrorsPerMinute: number;
  /** Throttled calls within a minute. */
  readonly throttlesPerMinute: number;
}

/**
 * A third: by themselves releases of a third of all targets do not go wrong in the same five minutes, while what they
 * share (a dependency, a network, a bad secret) easily takes down more. Fewer than four targets are never a storm.
 */
const STORM_SHARE = 0.3;

/**
 * dev: made to be broken and thrown away, rings on little traffic. prod: keeps what it knows, and moves traffic on
 * half the fault ratio but only with more requests behind it.
 */
export const ENVIRONMENTS = {
  dev: {
    logRetention: RetentionDays.ONE_WEEK,
    logLevel: 'DEBUG',
    removalPolicy: RemovalPolicy.DESTROY,
    pointInTimeRecovery: false,
    thresholds: {
      faultRatio: 0.1,
      minRequestsPer10Seconds: 5,
      latency: Duration.millis(1500),
      api5xxRatio: 0.5,
      minRequestsPerMinute: 5,
      lambdaErrorsPerMinute: 3,
      throttlesPerMinute: 1,
    },
    stormShare: STORM_SHARE,
  },
  prod: {
    logRetention: RetentionDays.THREE_MONTHS,
    logLevel: 'INFO',
    // What a first deployment made before it failed is not worth keeping, and would be in the way of the next one.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    pointInTimeRecovery: true,
    thresholds: {
      faultRatio: 0.05,
      minRequestsPer10Seconds: 20,
      latency: Duration.millis(1000),
      api5xxRatio: 0.25,
      minRequestsPerMinute: 20,
      lambdaErrorsPerMinute: 5,
      throttlesPerMinute: 5,
    },
    stormShare: STORM_SHARE,
  },
} as const satisfies Record<string, Settings>;
