import type { BakingEntry, LedgerEntry } from '../functions/remediate/core/ledger';
import { targetKey } from './records';
import { ABSENT, type HealerTable, type Item } from './table';
import { iso } from './text';

/** Written as ISO 8601; the core computes with epoch milliseconds (functions/remediate/ledger-record.ts). */
const TIMES: readonly string[] = ['since', 'seenAt', 'healthyAt', 'quarantinedAt'];

const key = (version: string): string => `VERSION#${version}`;

/** All versions that the ledger knows, newest first. */
export async function readVersions(table: HealerTable, targetId: string): Promise<LedgerEntry[]> {
  const items = await table.query(targetKey(targetId), key(''));
  return items.map(entry).sort((a, b) => Number(b.version) - Number(a.version));
}

export async function findVersion(
  table: HealerTable,
  targetId: string,
  version: string,
): Promise<LedgerEntry | undefined> {
  const item = await table.get(targetKey(targetId), key(version));
  return item && entry(item);
}

/** Writes an entry whole. @returns false when its state is not the one of `before` any more */
export const replaceVersion = (
  table: HealerTable,
  targetId: string,
  before: LedgerEntry | undefined,
  after: LedgerEntry,
): Promise<boolean> =>
  table.put(
    targetKey(targetId),
    key(after.version),
    storedVersion(after),
    before === undefined ? ABSENT : { state: before.state },
  );

/** Sets or removes one attribute of an entry that exists. @returns false when it does not */
export const changeVersion = (
  table: HealerTable,
  targetId: string,
  { version, state }: LedgerEntry,
  set: { readonly barrier?: string | undefined; readonly redeployOf?: string | undefined },
): Promise<boolean> => table.update(targetKey(targetId), key(version), { set, where: { state } });

/** A version whose time begins now: the next patrol that sees it live goes on from here. */
export const bakingFrom = (version: string, now: number): BakingEntry => ({
  state: 'Baking',
  version,
  since: now,
  seenAt: now,
});

const entry = ({ pk: _pk, sk: _sk, ...attributes }: Item): LedgerEntry =>
  mapTimes(attributes, (value) => Date.parse(String(value))) as unknown as LedgerEntry;

/** As it is stored, with times as people read them. */
export const storedVersion = (from: LedgerEntry): Item => mapTimes({ ...from }, (value) => iso(Number(value)));

function mapTimes(attributes: Item, change: (value: unknown) => unknown): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, TIMES.includes(name) ? change(value) : value]),
  );
}
