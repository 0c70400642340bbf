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
  /** Remedies already tried within this incident. */
  readonly attempts: number;
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
  /** True for the alarms whose change of state opened or joined this incident. */
  readonly rang: boolean;
}

export type SignalKind = 'faults' | 'latency' | 'throttles';
export type SignalState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
