import type { HEALER_METRICS } from '../contract';
import type { FaultMetric, Policy } from '../policy';
import type { Settings } from './core/differences';
import type { SignalKind, SignalState, UpdateStatus } from './core/evidence';
import type { ProbeAnswer } from './core/probe';

export type { ProbeAnswer };

/** What the tasks need of the world. Each task takes the ports it uses; `adapters/` implements them on AWS. */
export interface Ports {
  readonly table: Table;
  readonly lambda: LambdaPort;
  readonly alarms: AlarmsPort;
  readonly stacks: StacksPort;
  readonly executions: ExecutionsPort;
  readonly traffic: TrafficPort;
  readonly policies: PoliciesPort;
  readonly prober: Prober;
  readonly preflight: Preflight;
  readonly notify: (notification: Notification) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Emits one of the healer's metrics about itself, in the unit that `HEALER_METRICS` gives it; 1 unless said otherwise. */
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

export type CountedMetric = Exclude<keyof typeof HEALER_METRICS, 'namespace' | 'dimensions'>;

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
  /**
   * Several items in one call, in the order of the keys; undefined where there is none. Each is read strongly consistently,
   * but not all in the same moment.
   * @param keys all different, 100 at most
   * @throws ServiceBusy when the table does not give all of them after a few tries
   */
  getAll(keys: readonly Key[]): Promise<readonly (Item | undefined)[]>;
  /** Items of a partition whose sort key begins with the prefix, in order of the sort key. */
  query(pk: string, prefix: string): Promise<readonly Item[]>;
  /** @returns false when there already is an item with this key */
  insert(item: Item): Promise<boolean>;
  /** Makes the item when it is absent. @returns false when `where` does not hold */
  update(key: Key, change: Change): Promise<boolean>;
  /** @returns false when `where` does not hold */
  remove(key: Key, where: NonNullable<Change['where']>): Promise<boolean>;
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

/** Of a target: what a call is about, and the roles in which the healer may make it. */
export type TargetFunction = Pick<Policy, 'targetId' | 'functionName' | 'aliasName' | 'roles'>;

/**
 * Errors keep the names that Lambda gives them, such as PreconditionFailedException.
 * @throws TargetRefused, here and in the other ports to a target, when the target lets nobody act on it in this way
 */
export interface LambdaPort {
  alias(target: TargetFunction): Promise<AliasState | undefined>;
  /** @param qualifier a version, or `$LATEST` */
  configuration(target: TargetFunction, qualifier: string): Promise<FunctionState | undefined>;
  /** All published versions, without $LATEST. */
  versions(target: TargetFunction): Promise<readonly FunctionState[]>;
  /** Replaces all variables of $LATEST. */
  replaceVariables(
    target: TargetFunction,
    variables: Readonly<Record<string, string>>,
    revisionId: string,
  ): Promise<void>;
  publish(
    target: TargetFunction,
    guard: { readonly codeSha256: string; readonly revisionId: string; readonly description: string },
  ): Promise<FunctionState>;
  /** Points the alias at one version with all of the traffic. */
  moveAlias(target: TargetFunction, version: string, revisionId: string): Promise<void>;
  /** Versions that any alias of the function names, weighted ones included. */
  aliasedVersions(target: TargetFunction): Promise<ReadonlySet<string>>;
  deleteVersion(target: TargetFunction, version: string): Promise<void>;
}

export interface AlarmState {
  readonly name: string;
  readonly arn: string;
  readonly kind: SignalKind;
  readonly state: SignalState;
  readonly actionsEnabled: boolean;
  /** As CloudWatch names it, e.g. GreaterThanThreshold; undefined for a composite alarm. */
  readonly comparison: string | undefined;
  /** Length of a period; the longest, where an alarm looks at several metrics. A composite alarm counts as 60 s. */
  readonly periodSeconds: number;
  /** N. */
  readonly evaluationPeriods: number;
  /** Since when it is in its state. Epoch milliseconds. */
  readonly stateAt: number;
  readonly reason: string;
  /** JSON about the data at the change of state; undefined for composite alarms and for those set by hand. */
  readonly reasonData: string | undefined;
}

export interface AlarmsPort {
  /** The target's signals; those that do not exist are left out. */
  describe(target: Pick<Policy, 'targetId' | 'roles' | 'signals' | 'compositeSignals'>): Promise<readonly AlarmState[]>;
}

export interface StacksPort {
  /** As CloudFormation names it, such as UPDATE_IN_PROGRESS; null when there is no such stack. */
  status(target: TargetFunction, stackName: string): Promise<string | null>;
}

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
   * target's own count of faults, whichever saw more. Where that has no dimension for the version, it counts the whole
   * alias, so the version must have been alone on it, unless `sharesAlias` says otherwise: then it is left out.
   */
  served(query: {
    readonly functionName: string;
    readonly aliasName: string;
    readonly version: string;
    /** Epoch milliseconds. */
    readonly from: number;
    readonly to: number;
    readonly faultMetric: FaultMetric | null;
    readonly sharesAlias?: boolean;
    /** Counts requests as the target does where it does, since the healer's own probes are none to it. */
    readonly withoutProbes?: boolean;
  }): Promise<Served>;
}

export interface Served {
  readonly requests: number;
  readonly errors: number;
  /** Of the slowest minute that had 20 requests or more, as Lambda measures it. Milliseconds; null when there is none. */
  readonly p95Ms: number | null;
}

export interface ListedPolicy {
  readonly targetId: string;
  /** Another one after each change of the policy. */
  readonly revision: string;
}

export interface PoliciesPort {
  /** Those of all targets, by target; not read, so that a malformed one does not hide the others. */
  list(): Promise<readonly ListedPolicy[]>;
  /** @throws InvalidPolicy when one of them is */
  all(): Promise<readonly Policy[]>;
  /**
   * @param revision from the list, by who acts on that list: a policy that is known at this revision is not read again
   * @throws UnknownTarget, InvalidPolicy
   */
  find(targetId: string, revision?: string): Promise<Policy>;
}

/** Sends one probe; a probe that fails is an answer, not an exception. */
export type Prober = (policy: Policy, timeoutMilliseconds: number) => Promise<ProbeAnswer>;

/**
 * Invokes one version directly, past the alias, as a probe would. What the version does is an answer; what keeps Lambda
 * from running it, such as throttling, is thrown: it says nothing of the version.
 */
export type Preflight = (
  target: TargetFunction,
  version: string,
  payload: string,
  timeoutMilliseconds: number,
) => Promise<ProbeAnswer>;

export interface Notification {
  readonly subject: string;
  readonly body: string;
  /** Machine-readable; empty values are left out. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}
