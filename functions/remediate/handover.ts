import { type AliasRecord, aliasFrom, aliasKey } from './alias-record';
import type { Signal } from './core/attest';
import { isAtWork } from './core/lease';
import { leaseFrom, leaseKey } from './lease-record';
import type { Item, Table } from './ports';

/** What is on record of a target that an attestation goes by. */
export interface Records {
  /** Null until somebody has looked at the alias. */
  readonly alias: AliasRecord | null;
  readonly incidentOpen: boolean;
}

/**
 * What a patrol's sweep hands on to its attestation, seconds later: what is asked for once a minute for each target is paid
 * for, and all targets of an account share 9 DescribeAlarms a second.
 */
export interface Handover extends Records {
  readonly signals: readonly Signal[];
}

export async function readRecords(table: Table, targetId: string): Promise<Records> {
  const [alias, lease] = await table.getAll([aliasKey(targetId), leaseKey(targetId)]);
  return recordsFrom(alias, lease);
}

export const recordsFrom = (alias: Item | undefined, lease: Item | undefined): Records => ({
  alias: aliasFrom(alias) ?? null,
  incidentOpen: isAtWork(leaseFrom(lease)),
});
