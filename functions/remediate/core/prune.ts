import { entryOf } from './candidates';
import type { Lease } from './lease';
import type { LedgerEntry } from './ledger';

/** What one visit sees of the versions of a function, with the eyes of one target. */
export interface Shelf {
  readonly targetId: string;
  /** Healthy versions that are kept beside the live one; null: none is ever deleted. */
  readonly keepHealthy: number | null;
  /** Versions that exist, without $LATEST. */
  readonly versions: readonly string[];
  /** The one that the target's alias names; null when there is no such alias. */
  readonly live: string | null;
  /** Those that any alias of the function names, weighted ones included. */
  readonly aliased: ReadonlySet<string>;
  /** Those that an undo of the last incident would put back. */
  readonly undoable: ReadonlySet<string>;
  readonly ledger: readonly LedgerEntry[];
  readonly lease: Lease;
  /** Whether the incident that the lease names is still open. */
  readonly incidentOpen: boolean;
}

export interface Pruning {
  readonly deletions: readonly { readonly version: string; readonly reason: string }[];
  /** Why there are none, or how many. */
  readonly reason: string;
}

/** Deletions in one run: Lambda's control plane is shared by the account, and a mistake is noticed before it has gone far. */
export const MAX_DELETIONS = 5;

/**
 * Which versions of a function are deleted now, oldest first.
 * @param shelf that of the target whose turn it is
 * @param others those of the other targets that are aliases of the same function: what one of them needs stays
 */
export function prune(shelf: Shelf, others: readonly Shelf[]): Pruning {
  const own = unneeded(shelf);
  const elsewhere = others.map((other) => ({ targetId: other.targetId, ...unneeded(other) }));
  const free = own.deletions.filter(({ version }) =>
    elsewhere.every(({ deletions }) => deletions.some((one) => one.version === version)),
  );
  const veto = elsewhere.find(({ deletions }) => deletions.length === 0);
  return {
    deletions: free.slice(0, MAX_DELETIONS),
    reason: own.deletions.length > 0 && veto !== undefined ? `Target ${veto.targetId}: ${veto.reason}` : own.reason,
  };
}

/**
 * Only what is older than everything that traffic may ever be rolled back to: than the live version, and than the newest
 * Healthy ones before it that are kept. With fewer Healthy ones nothing goes, nor while somebody may be at work.
 */
function unneeded(shelf: Shelf): Pruning {
  const none = (reason: string): Pruning => ({ deletions: [], reason });
  const { keepHealthy, live } = shelf;
  if (keepHealthy === null) return none('Its policy keeps all versions.');
  const busy = whyBusy(shelf);
  if (busy !== undefined) return none(`Nothing is deleted while ${busy}.`);
  if (live === null) return none('The alias does not exist, so it is not known which versions are needed.');

  const kept = newestFirst(shelf.versions)
    .filter((version) => Number(version) < Number(live))
    .filter((version) => entryOf(shelf.ledger, version)?.state === 'Healthy')
    .slice(0, keepHealthy);
  const oldest = kept[keepHealthy - 1];
  if (oldest === undefined) {
    return none(`${kept.length} Healthy version(s) older than the live one, ${live}; ${keepHealthy} are kept.`);
  }
  const deletions = newestFirst(shelf.versions)
    .filter((version) => Number(version) < Number(oldest) && !isNeeded(version, shelf))
    .map((version) => ({
      version,
      reason: `Version ${version} (${stateOf(version, shelf)}) is older than the newest ${keepHealthy} Healthy ones before version ${live}, which reach back to ${oldest}.`,
    }))
    .reverse();
  return { deletions, reason: `${deletions.length} version(s) older than ${oldest} are not needed any more.` };
}

/** Old, and yet somebody may come back to it. */
function isNeeded(version: string, { aliased, undoable, ledger }: Shelf): boolean {
  const entry = entryOf(ledger, version);
  return (
    aliased.has(version) || undoable.has(version) || entry?.state === 'Quarantined' || entry?.barrier !== undefined
  );
}

function whyBusy({ lease, incidentOpen }: Shelf): string | undefined {
  if (lease.holder !== undefined || incidentOpen) return 'an incident is open';
  if (lease.awaiting !== undefined) return `incident ${lease.awaiting.incidentId} waits for a person's approval`;
  if (lease.heldBy !== undefined) return `the target is held by incident ${lease.heldBy}`;
  if (lease.shadowing !== undefined) return `incident ${lease.shadowing} is watched in shadow`;
  return undefined;
}

/** $LATEST is no number, and so neither older nor newer than any version. */
const newestFirst = (versions: readonly string[]): string[] =>
  versions.filter((version) => /^\d+$/.test(version)).sort((a, b) => Number(b) - Number(a));

const stateOf = (version: string, { ledger }: Shelf): string => entryOf(ledger, version)?.state ?? 'never attested';
