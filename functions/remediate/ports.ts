import type { FaultMetric, Policy } from '../contract';
import type { Settings } from './core/differences';
import type { SignalKind, SignalState, UpdateStatus } from './core/evidence';
import type { ProbeAnswer } from './core/probe';

export type { ProbeAnswer };

/** What the tasks need of the world. Each task takes the ports it uses; `adapters/` implements them on AWS. */
export interface Ports {
  readonly table: Table;
  readonly lambda: LambdaPort;
  readonly alarms: AlarmsPort;
  readonly ringing: RingingPort;
  readonly executions: ExecutionsPort;
  readonly traffic: TrafficPort;
  readonly policies: PoliciesPort;
  readonly prober: Prober;
  readonly notify: (notification: Notification) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (metric: CountedMetric, value?: number) => void;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export type CountedMetric = 'heartbeat' | 'patrolFailures' | 'heals' | 'escalations';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & Readonly<Record<string, unknown>>;

/** One change of an item. `undefined` values of `set` remove the attribute. */
export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, number>>;
  /** Appends to lists, which are made when absent. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** The change happens only if each attribute has this value; `undefined` means absent. */
  readonly where?: Readonly<Record<string, string | number | undefined>>;
}

export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Items of a partition whose sort key begins with the prefix, in order of the sort key. */
  query(pk: string, prefix: string): Promise<readonly Item[]>;
  /** @returns false when there already is an item with this key */
  insert(item: Item): Promise<boolean>;
  /** Makes the item when it is absent. @returns false when `where` does not hold */
  update(key: Key, change: Change): Promise<boolean>;
}

export interface AliasState {
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface FunctionState {
  /** A number, or `$LATEST`. */
  readonly version: string;
  readonly codeSha256: string;
  readonly revisionId: string;
  /** Null when Lambda could not decrypt the environment. */
  readonly variables: Readonly<Record<string, string>> | null;
  readonly updateStatus: UpdateStatus;
  /** True while a new version is being made ready. */
  readonly pending: boolean;
  /** Everything else that a publication would release. */
  readonly settings: Settings;
}

/** Errors keep the names that Lambda gives them, such as PreconditionFailedException. */
export interface LambdaPort {
  alias(functionName: string, aliasName: string): Promise<AliasState | undefined>;
  /** @param qualifier a version, or `$LATEST` */
  configuration(functionName: string, qualifier: string): Promise<FunctionState | undefined>;
  /** All published versions, without $LATEST. */
  versions(functionName: string): Promise<readonly FunctionState[]>;
  /** Replaces all variables of $LATEST. */
  replaceVariables(
    functionName: string,
    variables: Readonly<Record<string, string>>,
    revisionId: string,
  ): Promise<void>;
  publish(
    functionName: string,
    guard: { readonly codeSha256: string; readonly revisionId: string; readonly description: string },
  ): Promise<FunctionState>;
  /** Points the alias at one version with all of the traffic. */
  moveAlias(functionName: string, aliasName: string, version: string, revisionId: string): Promise<void>;
}

export interface AlarmState {
  readonly name: string;
  readonly kind: SignalKind;
  readonly state: SignalState;
  readonly actionsEnabled: boolean;
  /** As CloudWatch names it, e.g. GreaterThanThreshold; undefined for a composite alarm. */
  readonly comparison: string | undefined;
}

export interface AlarmsPort {
  /**
   * Alarms that do not exist are left out.
   * @param composite those of the names that are composite alarms, when there are any
   */
  describe(names: readonly string[], composite?: readonly string[]): Promise<readonly AlarmState[]>;
}

/** An alarm that is in ALARM, as its event told of it. */
export interface RingingAlarm {
  readonly name: string;
  readonly arn: string;
  readonly actionsEnabled: boolean;
  /** As CloudWatch names it; undefined for a composite alarm. */
  readonly comparison: string | undefined;
  /** Since when. Epoch milliseconds. */
  readonly stateAt: number;
  readonly reason: string;
  /** JSON about the data at that time; undefined for composite alarms and for those set by hand. */
  readonly reasonData: string | undefined;
}

/** Those of the named alarms that are in ALARM now. */
export type RingingPort = (names: readonly string[], composite: readonly string[]) => Promise<readonly RingingAlarm[]>;

export interface ExecutionsPort {
  /** `stoppedAt` in epoch milliseconds. Undefined when there is no such execution, or none any more. */
  find(
    executionArn: string,
  ): Promise<{ readonly running: boolean; readonly stoppedAt: number | undefined } | undefined>;
  /** Starts a heal. Nothing happens when there has been one of this name. */
  start(name: string, input: unknown): Promise<void>;
}

export interface TrafficPort {
  /**
   * Requests that one version served through the alias, and how many of them failed: by an invocation error, or by the
   * target's own count of the alias's faults, whichever saw more. The version must have been alone on the alias.
   */
  served(query: {
    readonly functionName: string;
    readonly aliasName: string;
    readonly version: string;
    /** Epoch milliseconds. */
    readonly from: number;
    readonly to: number;
    readonly faultMetric: FaultMetric | null;
  }): Promise<{ readonly requests: number; readonly errors: number }>;
}

export interface PoliciesPort {
  targetIds(): Promise<readonly string[]>;
  /** @throws UnknownTarget, InvalidPolicy */
  find(targetId: string): Promise<Policy>;
}

/** Sends one probe; a probe that fails is an answer, not an exception. */
export type Prober = (policy: Policy, timeoutMilliseconds: number) => Promise<ProbeAnswer>;

export interface Notification {
  readonly subject: string;
  readonly body: string;
  /** Machine-readable; empty values are left out. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}
