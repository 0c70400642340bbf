import { type Lease, NO_LEASE } from '../functions/remediate/core/lease';
import { targetKey } from './records';
import type { HealerTable } from './table';

/** Heals write a lease a few times in a minute: whoever loses five times in a row has met something else. */
const MAX_TRIES = 5;

export async function readLease(table: HealerTable, targetId: string): Promise<Lease> {
  const item = await table.get(targetKey(targetId), 'LEASE');
  return item === undefined ? NO_LEASE : { ...NO_LEASE, ...item };
}

/**
 * Changes the lease by the rule of the healer itself (functions/remediate/lease-record.ts): compare-and-swap on `revision`,
 * so that neither overwrites what the other has just written.
 * @param change gives the changes for the lease as it is, or undefined when there is nothing to change
 * @returns the lease before the change
 * @throws Error when others keep changing it
 */
export async function changeLease(
  table: HealerTable,
  targetId: string,
  change: (lease: Lease) => Partial<Lease> | undefined,
): Promise<Lease> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = await readLease(table, targetId);
    const changes = change(before);
    if (changes === undefined) return before;
    const swapped = await table.update(targetKey(targetId), 'LEASE', {
      set: { ...changes, revision: before.revision + 1 },
      where: { revision: before === NO_LEASE ? undefined : before.revision },
    });
    if (swapped) return before;
  }
  throw new Error(`The lease of ${targetId} changed ${MAX_TRIES} times while it was being written; try again.`);
}

/** The incident that is going on: at work, waiting for an answer, held, or watched. */
export const openIncident = ({ holder, incidentId, awaiting, heldBy, shadowing }: Lease): string | undefined =>
  (holder === undefined ? undefined : incidentId) ?? awaiting?.incidentId ?? heldBy ?? shadowing;
