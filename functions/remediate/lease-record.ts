import { ERROR_NAMES } from './core/error-names';
import { LEASE_SECONDS, type Lease, NO_LEASE } from './core/lease';
import { TaskError } from './errors';
import { type IncidentHandle, targetKey } from './incident';
import type { Item, Key, Table } from './ports';

/** Signals that join write to the lease too, a few in a row at most. */
const MAX_TRIES = 5;

export const leaseKey = (targetId: string): Key => ({ pk: targetKey(targetId), sk: 'LEASE' });

export const leaseFrom = (item: Item | undefined): Lease =>
  item === undefined ? NO_LEASE : { ...NO_LEASE, ...(item as Partial<Lease>) };

/** The lease of a target: pk `TARGET#<targetId>`, sk `LEASE`. Its times are epoch milliseconds, to be compared. */
export function leaseRecords(table: Table) {
  return {
    async read(targetId: string): Promise<Lease> {
      return leaseFrom(await table.get(leaseKey(targetId)));
    },

    /** Compare-and-swap. @returns false when somebody else has written since `before` was read */
    swap(targetId: string, before: Lease, changes: Partial<Lease>): Promise<boolean> {
      return table.update(leaseKey(targetId), {
        set: { ...changes, revision: before.revision + 1 },
        where: { revision: before === NO_LEASE ? undefined : before.revision },
      });
    },

    /**
     * Renews the lease, so that only its holder goes on.
     * @throws LeaseLost when another execution has taken the target over, LeaseFreed when nobody has it
     */
    async hold(handle: IncidentHandle, now: number, changes: Partial<Lease> = {}): Promise<void> {
      const { targetId, executionArn, fencingToken } = handle;
      const held = await table.update(leaseKey(targetId), {
        set: { ...changes, expiresAt: now + LEASE_SECONDS * 1000 },
        add: { revision: 1 },
        where: { holder: executionArn, fencingToken },
      });
      if (held) return;
      const { holder } = await this.read(targetId);
      throw holder === undefined
        ? new TaskError(ERROR_NAMES.leaseFreed, `The lease of ${targetId} was taken away from this heal.`)
        : new TaskError(ERROR_NAMES.leaseLost, `The lease of ${targetId} has gone over to ${holder}, which goes on.`);
    },

    /**
     * Gives the lease back while a person is asked. The fencing token matters: the answer may come while the asking task
     * is still at work, and the execution, which has then gone on, must not lose its lease.
     * @returns false when it is no longer ours
     */
    awaitAnswer({ targetId, incidentId, executionArn, fencingToken }: IncidentHandle): Promise<boolean> {
      return table.update(leaseKey(targetId), {
        set: { awaiting: { incidentId, executionArn }, holder: undefined, expiresAt: undefined },
        add: { revision: 1 },
        where: { holder: executionArn, fencingToken },
      });
    },

    /**
     * Leaves the target to a person: held by this incident, which held the lease or waited for an approval.
     * @returns whether the target is held, by this incident or another; false when a heal of somebody else's is under way
     */
    async handOver(targetId: string, executionArn: string, incidentId: string): Promise<boolean> {
      const changes = { heldBy: incidentId, awaiting: undefined };
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        if (await this.release(targetId, executionArn, changes)) return true;
        const lease = await this.read(targetId);
        if (lease.heldBy !== undefined) return true;
        if (lease.holder !== undefined || lease.awaiting?.incidentId !== incidentId) return false;
        if (await this.swap(targetId, lease, changes)) return true;
      }
      return false;
    },

    /** Gives the lease back. Nothing happens when it is no longer ours. */
    async release(targetId: string, executionArn: string, changes: Partial<Lease>): Promise<boolean> {
      return table.update(leaseKey(targetId), {
        set: { ...changes, holder: undefined, expiresAt: undefined },
        add: { revision: 1 },
        where: { holder: executionArn },
      });
    },
  };
}

export type LeaseRecords = ReturnType<typeof leaseRecords>;
