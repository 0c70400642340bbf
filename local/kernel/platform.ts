import type { Faults } from '../faults/faults';
import type { Authorization } from './authorization';
import type { Clock } from './clock';
import type { CredentialRegistry, Principal } from './credentials';
import type { Latencies } from './latencies';
import type { SeededRandom } from './random';

/** Services, by the name their ARNs and the SDK's client packages use. */
export type ServiceName =
  | 'apigatewayv2'
  | 'cloudformation'
  | 'cloudwatch'
  | 'dynamodb'
  | 'events'
  | 'iam'
  | 'lambda'
  | 'logs'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'states'
  | 'sts';

/** Context of one call of an operation. */
export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
}

/**
 * One API operation: input and output have the shape of the SDK's command input and output (Date for timestamps,
 * Uint8Array for blobs). An expected failure is a thrown ServiceError.
 */
// biome-ignore lint/suspicious/noExplicitAny: each operation narrows to the SDK's own request type; the table cannot.
export type Operation = (input: any, call: Call) => unknown;

export interface Service {
  readonly name: ServiceName;
  /** By operation name as in the API, for example `UpdateAlias`. What is missing here is refused by name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The resource policy of what an ARN of this service names, as JSON; undefined where it has none. */
  readonly policyOf?: (arn: string) => string | undefined;
  /** ARNs that an operation is about, by operation, where the input alone does not tell them. */
  readonly resourcesOf?: Readonly<Record<string, (input: never) => readonly string[]>>;
}

/** One datum of a metric. */
export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  /** One entry for each dimension set; `{}` is the set without dimensions. CloudWatch does not roll up by itself. */
  readonly dimensionSets: readonly Readonly<Record<string, string>>[];
  readonly values: readonly number[];
  readonly unit: string;
  /** Timestamp, ms since the epoch; may lie in the past. */
  readonly time: number;
  /** Seconds. */
  readonly storageResolution: 1 | 60;
}

/** An event that an AWS service puts on the default bus. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** ms since the epoch. */
  readonly time: number;
}

/** What every service may use of the rest; services do not import one another. */
export interface Platform {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly latencies: Latencies;
  /** What makes this cloud hostile. Calls meet it on their way; deliveries, metrics and functions ask it themselves. */
  readonly faults: Faults;
  readonly credentials: CredentialRegistry;
  readonly authorization: Authorization;
  readonly account: string;
  readonly region: string;
  /** `http://127.0.0.1:<port>`, without a slash at the end. Known once the server listens. */
  endpoint(): string;
  /** Calls an operation of any service as `principal`: the one door for calls between services. */
  call<Output>(service: ServiceName, operation: string, input: object, principal: Principal): Promise<Output>;
  /**
   * Writes one log event; the log service also takes EMF metrics out of it.
   * @param writer who writes, and needs the permission; without one the service by itself, as log delivery lets it
   */
  log(group: string, stream: string, message: string, writer?: Principal): void;
  /** Records a datum, visible to alarms and queries after `delay` ms. */
  metric(datum: MetricDatum, delay: number): void;
  /** Puts an event on the default event bus. */
  emit(event: ServiceEvent): void;
}
