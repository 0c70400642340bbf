import type { LedgerEntry } from './ledger';

/** What was observed about a target before a decision. Gathered by `../gather.ts`, judged by `decide.ts`. */
export interface Evidence {
  /** Null when the alias does not exist. */
  readonly alias: AliasEvidence | null;
  /** Published versions that exist now, without $LATEST. */
  readonly versions: readonly VersionEvidence[];
  readonly latest: LatestEvidence;
  readonly ledger: readonly LedgerEntry[];
  readonly signals: readonly SignalEvidence[];
  /** What each version on the alias has served of late, through the alias and since the last action. */
  readonly served: readonly ServedEvidence[];
  /** Candidates that this incident has invoked directly before giving them traffic. */
  readonly preflights: readonly PreflightEvidence[];
  /** A person's answer to the last question of this incident; null while none was asked or none came. */
  readonly approval: ApprovalEvidence | null;
  /** How often this incident has asked a person. */
  readonly asked: number;
  /** Remedies already begun within this incident. */
  readonly attempts: number;
  /** The one of them that has no verdict yet, because the healer that began it died; null otherwise. */
  readonly unjudged: UnjudgedAttempt | null;
  /** Whether the proof of the live version has failed in this incident: then nothing else has to speak against it. */
  readonly disproven: boolean;
  /** Probes of its last proof when that ended with no answer of the intended version at all; else 0. */
  readonly unseenProbes: number;
  /** How often its signals rang again after its recovery was proven. */
  readonly relapses: number;
  /** Incidents of this target before this one in which the healer acted, within the last hour. */
  readonly healsLastHour: number;
  /** End of the cooldown after the last proof; undefined when none runs. Epoch milliseconds. */
  readonly cooldownUntil: number | undefined;
  /** Targets with an incident opened in the last few minutes, this one included, and all targets there are. */
  readonly storm: { readonly failing: number; readonly targets: number };
  /** State of the stack that deploys the alias, as CloudFormation names it; null when it is not known or there is none. */
  readonly stackStatus: string | null;
  /** Versions this incident has moved traffic from or to: neither may be a candidate again. */
  readonly tried: readonly string[];
  /** How often somebody else moved the alias or changed $LATEST while a remedy was under way. */
  readonly races: number;
  /** When the incident was opened. Epoch milliseconds. */
  readonly openedAt: number;
}

export interface AliasEvidence {
  readonly name: string;
  readonly version: string;
  /** Additional versions with their share of the traffic, 0 to 1. Lambda allows one at most. */
  readonly weights: Readonly<Record<string, number>>;
  /** Fences the remedy: Lambda refuses to move an alias that has changed since. */
  readonly revisionId: string;
  /** Since when the alias is as it is. Lambda does not say; it follows from when it was seen so. */
  readonly since: AliasSince;
}

/** The alias got its present revision after `earliest` and at `latest` at the latest. Epoch milliseconds. */
export interface AliasSince {
  /** When an older revision was last seen; undefined when none ever was. */
  readonly earliest: number | undefined;
  readonly latest: number;
}

export interface ServedEvidence {
  readonly version: string;
  readonly requests: number;
  readonly faults: number;
  /** Of its slowest minute that had requests enough for a percentile. Milliseconds; null when there is none. */
  readonly p95Ms: number | null;
}

export interface PreflightEvidence {
  readonly version: string;
  readonly passed: boolean;
  /** What it answered, with numbers. */
  readonly reason: string;
}

export interface ApprovalEvidence {
  readonly answer: 'approved' | 'denied' | 'none';
  /** Who; empty when nobody answered in time. */
  readonly by: string;
  /** Their words, if any. */
  readonly note: string;
  /** The remedy that was asked about. */
  readonly remedy: { readonly kind: string; readonly fromVersion: string; readonly toVersion: string | null };
}

export interface UnjudgedAttempt {
  readonly attempt: number;
  readonly toVersion: string;
  /** Revision of the alias before it was moved. */
  readonly revisionId: string;
  /** Versions that were ruled out before this attempt began. */
  readonly triedBefore: readonly string[];
}

export interface VersionEvidence {
  readonly version: string;
  readonly codeSha256: string;
  /** Fault variables that inject a fault, with their values; null when the environment cannot be read. */
  readonly faults: Faults | null;
}

export type Faults = Readonly<Record<string, string>>;

export interface LatestEvidence {
  readonly codeSha256: string;
  readonly revisionId: string;
  readonly updateStatus: UpdateStatus;
  /** Settings in which $LATEST differs from the live version, apart from fault variables and our own marker. */
  readonly differences: readonly string[];
}

export type UpdateStatus = 'Successful' | 'InProgress' | 'Failed';

export interface SignalEvidence {
  readonly name: string;
  readonly kind: SignalKind;
  readonly state: SignalState;
  /** Start of the newest breaching datapoint that its last change of state names; undefined when it names none. */
  readonly newestBreachAt: number | undefined;
  /** How far back it looks: its N periods, and one of them. Seconds. */
  readonly spanSeconds: number;
  readonly periodSeconds: number;
  /** True for the alarms whose change of state opened or joined this incident. */
  readonly rang: boolean;
}

export type SignalKind = 'faults' | 'latency' | 'throttles';
export type SignalState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
