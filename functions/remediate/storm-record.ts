import { FLEET, failingOf, OPENINGS, STORM, STORM_MILLISECONDS } from './core/storm';
import type { Table } from './ports';

/** How often a patrol notes the number of targets: in minutes of the hour that this divides. */
export const NOTE_MINUTES = 5;

/** A number of targets that was to be noted twice since may be another one by now. */
const COUNT_MILLISECONDS = 2 * NOTE_MINUTES * 60_000;

/**
 * What all targets share: pk `FLEET`, sk `OPEN#<targetId>` for the last incident opened of each target, `STORM` for the last
 * message about many of them, and `TARGETS` for how many there are. Times are epoch milliseconds, to be compared.
 */
export function stormRecords(table: Table) {
  const key = (sk: string) => ({ pk: FLEET, sk });

  return {
    async noteOpening(targetId: string, incidentId: string, now: number): Promise<void> {
      await table.update(key(`${OPENINGS}${targetId}`), { set: { targetId, incidentId, at: now } });
    },

    /** Targets with an incident opened in the last minutes. */
    async failing(now: number): Promise<readonly string[]> {
      return failingOf(await table.query(FLEET, OPENINGS), now);
    },

    /** Notes how many targets there are. To be called by the patrol alone, which has just listed them. */
    async noteTargets(count: number, now: number): Promise<void> {
      await table.update(key('TARGETS'), { set: { count, at: now } });
    },

    /** How many targets there are; undefined when no patrol has said so of late. */
    async targets(now: number): Promise<number | undefined> {
      const noted = await table.get(key('TARGETS'));
      return typeof noted?.count === 'number' && Number(noted.at) > now - COUNT_MILLISECONDS ? noted.count : undefined;
    },

    /** Whether people were told of a storm in the last minutes. */
    async isOn(now: number): Promise<boolean> {
      const storm = await table.get(key(STORM));
      return typeof storm?.at === 'number' && storm.at > now - STORM_MILLISECONDS;
    },

    /**
     * Joins the storm, or begins one when none has begun in the last minutes: one that lasts is told of again and again, and
     * so is one that comes back after people have resumed what it held.
     * @param incidentId whoever has begun it is known again when it asks a second time, after a crash
     * @returns true for whoever begins it, and so has to tell people
     */
    async join(now: number, incidentId: string): Promise<boolean> {
      const before = await table.get(key(STORM));
      const last = typeof before?.at === 'number' ? before.at : undefined;
      if (last !== undefined && last > now - STORM_MILLISECONDS) return before?.begunBy === incidentId;
      return table.update(key(STORM), { set: { at: now, begunBy: incidentId }, where: { at: last } });
    },
  };
}
