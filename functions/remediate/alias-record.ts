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

  /**
   * Notes that the alias is seen as it is now.
   * @param now from before the alias was read: what somebody else has noted since then is newer than this sight of it
   */
  const note = async (targetId: string, alias: AliasState, now: number): Promise<AliasSince> =>
    noteAfter(await find(targetId), targetId, alias, now);

  /**
   * The same for who has read the record already.
   * @param before that record; if it has changed since, it is read again
   */
  async function noteAfter(
    before: AliasRecord | undefined,
    targetId: string,
    { version, weights, revisionId }: AliasState,
    now: number,
  ): Promise<AliasSince> {
    if (before?.since !== undefined && before.since > now) return { earliest: before.earliest, latest: before.since };
    const same = before?.revisionId === revisionId;
    const sighting: Sighting = { version, weights, revisionId, since: now, seenAt: now, earliest: before?.seenAt };
    const noted = await table.update(aliasKey(targetId), {
      set: same ? { seenAt: now } : { ...sighting },
      where: { revisionId: before?.revisionId },
    });
    // Somebody else has noted a revision in the meantime: that one may be the newer.
    if (!noted) return note(targetId, { version, weights, revisionId }, now);
    return same
      ? { earliest: before?.earliest, latest: before?.since ?? now }
      : { earliest: before?.seenAt, latest: now };
  }

  return {
    find,
    note,
    noteAfter,

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
