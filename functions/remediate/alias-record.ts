import type { AliasSince } from './core/evidence';
import { targetKey } from './incident';
import type { AliasState, Table } from './ports';

/**
 * Since when the alias is as it is: pk `TARGET#<targetId>`, sk `ALIAS`. Lambda does not tell, so whoever of the healer
 * looks at the alias notes its revision and when it was seen. Times are epoch milliseconds, to be compared.
 */
export function aliasRecords(table: Table) {
  const key = (targetId: string) => ({ pk: targetKey(targetId), sk: 'ALIAS' });

  return {
    /** As it was seen last, which may be a patrol ago. */
    async find(targetId: string): Promise<Sighting | undefined> {
      const item = await table.get(key(targetId));
      return item as (typeof item & Sighting) | undefined;
    },

    /** Keeps what a version's environment says of its fault's end. Nothing happens when another version is live by now. */
    async noteFaultEnd(targetId: string, faultEnd: FaultEnd): Promise<void> {
      await table.update(key(targetId), { set: { faultEnd }, where: { version: faultEnd.version } });
    },

    /** Whose versions the ledger speaks of. To be called by the patrol alone, once it has made the ledger fit. */
    async noteFunction(targetId: string, functionName: string): Promise<void> {
      await table.update(key(targetId), { set: { functionName } });
    },

    /**
     * Notes that the alias is seen as it is now.
     * @param now from before the alias was read: what somebody else has noted since then is newer than this sight of it
     */
    async note(targetId: string, { version, weights, revisionId }: AliasState, now: number): Promise<AliasSince> {
      const before = (await table.get(key(targetId))) as Partial<Sighting> | undefined;
      if (before?.since !== undefined && before.since > now) return { earliest: before.earliest, latest: before.since };
      if (before?.revisionId === revisionId) {
        await table.update(key(targetId), { set: { seenAt: now }, where: { revisionId } });
        return { earliest: before.earliest, latest: before.since ?? now };
      }
      const sighting: Sighting = { version, weights, revisionId, since: now, seenAt: now, earliest: before?.seenAt };
      const noted = await table.update(key(targetId), {
        set: { ...sighting },
        where: { revisionId: before?.revisionId },
      });
      // Somebody else has noted a revision in the same moment: that one may be the newer.
      return noted
        ? { earliest: before?.seenAt, latest: now }
        : this.note(targetId, { version, weights, revisionId }, now);
    },
  };
}

export interface Sighting {
  /** The function whose versions the ledger speaks of; absent until the patrol has noted it. */
  readonly functionName?: string;
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
  /** First and last time that this revision was seen, and the last time that the one before it was. */
  readonly since: number;
  readonly seenAt: number;
  readonly earliest: number | undefined;
  /** Of the version it names; absent until somebody has looked. */
  readonly faultEnd?: FaultEnd;
}

/** When the injected fault of a version ends, ISO 8601 as its environment says; null: it carries none that does. */
export interface FaultEnd {
  readonly version: string;
  readonly until: string | null;
}
