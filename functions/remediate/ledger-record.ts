import type { BakingEntry, HealthyEntry, LedgerEntry, QuarantinedEntry } from './core/ledger';
import { targetKey } from './incident';
import type { Item, Table } from './ports';
import { iso, parseTime } from './time';

/** Written with the entry, for people; the core computes with epoch milliseconds. */
const TIMES = ['since', 'seenAt', 'healthyAt', 'quarantinedAt'] as const;

/**
 * The ledger of a target: pk `TARGET#<targetId>`, sk `VERSION#<version>`; times are ISO 8601. Changes of state touch only
 * their own attributes: what an operator has put on a version, such as a barrier, stays.
 */
export function ledgerRecords(table: Table) {
  const key = (targetId: string, version: string) => ({ pk: targetKey(targetId), sk: `VERSION#${version}` });

  return {
    async all(targetId: string): Promise<readonly LedgerEntry[]> {
      return (await table.query(targetKey(targetId), 'VERSION#')).map(fromItem);
    },

    async find(targetId: string, version: string): Promise<LedgerEntry | undefined> {
      const item = await table.get(key(targetId, version));
      return item && fromItem(item);
    },

    /** Notes a version that is not on record yet. @returns false when it is */
    insert: (targetId: string, entry: LedgerEntry): Promise<boolean> =>
      table.insert({ ...key(targetId, entry.version), ...withIsoTimes(entry) }),

    /** Notes a sight of a Baking version. @returns false when it is not Baking any more: a quarantine must not be undone */
    seeBaking: (targetId: string, { version, since, seenAt, codeSha256 }: BakingEntry): Promise<boolean> =>
      table.update(key(targetId, version), {
        set: { since: iso(since), seenAt: iso(seenAt), ...(codeSha256 === undefined ? {} : { codeSha256 }) },
        where: { state: 'Baking' },
      }),

    /** Makes a Baking version Healthy. @returns false when its baking was restarted or ended meanwhile */
    promote: (targetId: string, entry: HealthyEntry): Promise<boolean> =>
      table.update(key(targetId, entry.version), {
        set: { ...withIsoTimes(entry), seenAt: undefined },
        where: { state: 'Baking', since: iso(entry.since) },
      }),

    quarantine: (targetId: string, entry: QuarantinedEntry): Promise<boolean> =>
      table.update(key(targetId, entry.version), { set: withIsoTimes(entry) }),

    /** Takes back all that is known of a version: another function has one of the same number. */
    restart: (targetId: string, { version, ...known }: LedgerEntry, now: number): Promise<boolean> =>
      table.update(key(targetId, version), {
        set: {
          ...Object.fromEntries(Object.keys(known).map((name) => [name, undefined])),
          state: 'Baking',
          since: iso(now),
          seenAt: iso(now),
        },
      }),

    /** Notes that people were told of it as the alias was then. */
    noteTold: (targetId: string, version: string, toldRevision: string): Promise<boolean> =>
      table.update(key(targetId, version), { set: { toldRevision }, where: { version } }),

    /** Forgets a version that is gone. @returns false when its entry is not what it was: an operator has just marked it */
    forget: (targetId: string, { version, state }: LedgerEntry): Promise<boolean> =>
      table.remove(key(targetId, version), { state, barrier: undefined }),
  };
}

export type LedgerRecords = ReturnType<typeof ledgerRecords>;

function withIsoTimes(entry: LedgerEntry): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, isTime(name) ? iso(value as number) : value]),
  );
}

function fromItem({ pk: _pk, sk: _sk, ...attributes }: Item): LedgerEntry {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isTime(name) ? parseTime(value) : value]),
  ) as unknown as LedgerEntry;
}

const isTime = (name: string): boolean => (TIMES as readonly string[]).includes(name);
