import type { Policy } from '../policy';
import type { AliasSince } from './core/evidence';
import { targetKey } from './incident';
import type { AliasState, Item, Key, Table } from './ports';

export const aliasKey = (targetId: string): Key => ({ pk: targetKey(targetId), sk: 'ALIAS' });

export const aliasFrom = (item: Item | undefined): AliasRecord | undefined => item as (Item & AliasRecord) | undefined;

/**
 * Since when the alias is as it is: pk `TARGET#<targetId>`, sk `ALIAS`. Lambda does not tell, so whoever of the healer
 * looks at the alias notes its revision and when it was seen. Times are epoch milliseconds, to be compared.
 */
export function aliasRecords(table: Table) {
  /** As it was seen last, which may be a patrol ago. */
  const find = async (targetId: string): Promise<AliasRecord | undefined> =>
    aliasFrom(await table.get(aliasKey(targetId)));

  /** @returns false when it is not as it was: somebody else has noted something in the meantime */
  const write = (
    before: AliasRecord | undefined,
    targetId: string,
    { version, weights, revisionId }: AliasState,
    now: number,
    where: { readonly functionName?: string } = {},
  ): Promise<boolean> => {
    const sighting: Sighting = { version, weights, revisionId, since: now, seenAt: now, earliest: before?.seenAt };
    return table.update(aliasKey(targetId), {
      set: before?.revisionId === revisionId ? { seenAt: now } : { ...sighting },
      where: { revisionId: before?.revisionId, ...where },
    });
  };

  /** What somebody else has noted since then is newer than this sight of the alias. */
  const isNewer = (record: AliasRecord | undefined, now: number): record is AliasRecord & { since: number } =>
    record?.since !== undefined && record.since > now;

  /**
   * Notes that the alias is seen as it is now.
   * @param now from before the alias was read
   */
  async function note(targetId: string, alias: AliasState, now: number): Promise<AliasSince> {
    const before = await find(targetId);
    if (isNewer(before, now)) return { earliest: before.earliest, latest: before.since };
    if (!(await write(before, targetId, alias, now))) return note(targetId, alias, now);
    return before?.revisionId === alias.revisionId
      ? { earliest: before?.earliest, latest: before?.since ?? now }
      : { earliest: before?.seenAt, latest: now };
  }

  return {
    find,
    note,

    /**
     * The same for the patrol, which has read the record already, and the alias of this function.
     * @returns false when the record speaks of another function by now
     */
    async noteAfter(
      before: AliasRecord | undefined,
      { targetId, functionName }: Pick<Policy, 'targetId' | 'functionName'>,
      alias: AliasState,
      now: number,
    ): Promise<boolean> {
      if (isNewer(before, now) || (await write(before, targetId, alias, now, { functionName }))) return true;
      if ((await find(targetId))?.functionName !== functionName) return false;
      await note(targetId, alias, now);
      return true;
    },

    /** Keeps what the live version is. Nothing happens when the alias has been seen otherwise by now. */
    async noteLive(targetId: string, live: KeptVersion): Promise<void> {
      const { revisionId } = live;
      await table.update(aliasKey(targetId), { set: { live }, where: { revisionId } });
    },

    /**
     * Whose versions the ledger speaks of. What the live one was goes: it was a version of another function. To be called by
     * the patrol alone, once it has made the ledger fit.
     */
    async noteFunction(targetId: string, functionName: string): Promise<void> {
      await table.update(aliasKey(targetId), { set: { functionName, live: undefined } });
    },
  };
}

export type AliasRecords = ReturnType<typeof aliasRecords>;

/** Without a sighting where the patrol has found no alias yet. */
export interface AliasRecord extends Partial<Sighting> {
  /** The function whose versions the ledger speaks of; absent until the patrol has noted it. */
  readonly functionName?: string;
  /** Absent until somebody has looked. */
  readonly live?: KeptVersion;
}

export interface Sighting {
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
  /** First and last time that this revision was seen, and the last time that the one before it was. */
  readonly since: number;
  readonly seenAt: number;
  readonly earliest: number | undefined;
}

/** What is kept of the live version. */
export interface KeptVersion {
  /**
   * The alias's when it named the version. Lambda never gives one twice, so it says more than the version's number, which
   * another function has too, or the same one when it is made anew.
   */
  readonly revisionId: string;
  readonly codeSha256: string;
  /** Those that were asked for, and no others, which may be secrets; null: the version has none of this name. */
  readonly variables: Readonly<Record<string, string | null>>;
}
