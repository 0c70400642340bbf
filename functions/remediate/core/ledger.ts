/** What is known of one version of a target. Times are epoch milliseconds. */
export type LedgerEntry = BakingEntry | HealthyEntry | QuarantinedEntry;

interface EntryBase {
  readonly version: string;
  /** Hash of its code, which tells it from a version of the same number of a function that was made anew. Absent until known. */
  readonly codeSha256?: string;
  /** Why traffic must not go back past this version, as after an irreversible migration; set by an operator. */
  readonly barrier?: string;
  /** A quarantined version with the same code and configuration, which this one deploys again. */
  readonly redeployOf?: string;
  /** The alias's revision as of which people were told that what is quarantined is live again. */
  readonly toldRevision?: string;
}

/** Seen live by the patrol; has not shown enough yet. */
export interface BakingEntry extends EntryBase {
  readonly state: 'Baking';
  /** Start of the unbroken time in which it served alone without an alarm. */
  readonly since: number;
  /** The last patrol that saw it so. A gap restarts the baking. */
  readonly seenAt: number;
}

/** Has served well, or an operator says so: the only kind of version that traffic is rolled back to. */
export interface HealthyEntry extends EntryBase {
  readonly state: 'Healthy';
  readonly since: number;
  readonly healthyAt: number;
  /** By the patrol's rule on its traffic, or by an operator's word. */
  readonly rule: 'traffic' | 'operator';
  /** Evidence between `since` and `healthyAt`: requests served alone on the alias, and how many of them failed. */
  readonly requests: number;
  readonly errors: number;
  /** Of its slowest minute. Milliseconds; null without requests. */
  readonly p95Ms: number | null;
  /** Who attested it and why, when it was an operator. */
  readonly by?: string;
  readonly reason?: string;
}

/** Was rolled away from; is not chosen again until an operator releases it. */
export interface QuarantinedEntry extends EntryBase {
  readonly state: 'Quarantined';
  readonly quarantinedAt: number;
  readonly incidentId: string;
}

/** `attested on 310 requests with 0 errors` */
export const attestedBy = ({ rule, requests, errors, by }: HealthyEntry): string =>
  rule === 'operator' ? `attested by ${by ?? 'an operator'}` : `attested on ${requests} requests with ${errors} errors`;
