/** The right to act on a target, and what is remembered between incidents. Times are epoch milliseconds. */
export interface Lease {
  /** ARN of the execution that may act; absent when the lease is free. */
  readonly holder?: string | undefined;
  readonly expiresAt?: number | undefined;
  /** Grows with each holder, so that one who was replaced can be told apart. */
  readonly fencingToken: number;
  /** Grows with each write: compare-and-swap. */
  readonly revision: number;
  /** The open incident while held, else the last one. */
  readonly incidentId?: string | undefined;
  /** Signals already dealt with, `alarmArn#stateTimestamp`, newest last. */
  readonly seen: readonly string[];
  /** When traffic was last moved. */
  readonly lastActionAt?: number | undefined;
  readonly cooldownUntil?: number | undefined;
  /** The escalated incident that waits for a person, who resumes the target by removing this. */
  readonly heldBy?: string | undefined;
  /** The incident that waits for a person's approval, and the execution that does the waiting: nobody holds the lease. */
  readonly awaiting?: { readonly incidentId: string; readonly executionArn: string } | undefined;
  /** The incident that was only watched, in mode `shadow`, until its signals are OK again. */
  readonly shadowing?: string | undefined;
  /** Incidents in which the healer has acted, with the time of their first action; older than an hour is dropped. */
  readonly heals?: readonly HealNote[] | undefined;
}

export interface HealNote {
  readonly incidentId: string;
  readonly at: number;
}

export const HOUR_MILLISECONDS = 3_600_000;

/** The heals of the last hour, this incident's own apart. */
export const otherHeals = ({ heals = [] }: Lease, incidentId: string, now: number): readonly HealNote[] =>
  heals.filter((heal) => heal.at > now - HOUR_MILLISECONDS && heal.incidentId !== incidentId);

/** Whether somebody works on the target. An expired lease counts too: its incident is open until somebody takes it over. */
export const isAtWork = ({ holder, awaiting }: Lease): boolean => holder !== undefined || awaiting !== undefined;

export const NO_LEASE: Lease = { fencingToken: 0, revision: 0, seen: [] };

/** Renewed by every task. Longer than the longest pause between two tasks, retries included (about 100 s). */
export const LEASE_SECONDS = 300;

/** Enough for the signals of a day; an item may hold 400 KB, and these are 150 bytes each. */
const MAX_SEEN = 100;

export const remember = (seen: readonly string[], key: string): readonly string[] =>
  seen.includes(key) ? seen : [...seen, key].slice(-MAX_SEEN);
