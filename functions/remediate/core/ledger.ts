/** What is known of one version of a target. Times are epoch milliseconds. */
export type LedgerEntry = BakingEntry | HealthyEntry | QuarantinedEntry;

/** Seen live by the patrol; has not shown enough yet. */
export interface BakingEntry {
  readonly state: 'Baking';
  readonly version: string;
  /** Start of the unbroken time in which it served alone without an alarm. */
  readonly since: number;
  /** The last patrol that saw it so. A gap restarts the baking. */
  readonly seenAt: number;
}

/** Has served well: the only kind of version that traffic is rolled back to. */
export interface HealthyEntry {
  readonly state: 'Healthy';
  readonly version: string;
  readonly since: number;
  readonly healthyAt: number;
  /** Evidence: requests served and invocation errors between `since` and `healthyAt`. */
  readonly requests: number;
  readonly errors: number;
}

/** Was rolled away from; is not chosen again. */
export interface QuarantinedEntry {
  readonly state: 'Quarantined';
  readonly version: string;
  readonly quarantinedAt: number;
  readonly incidentId: string;
}
