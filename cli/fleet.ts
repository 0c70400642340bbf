import { FLEET, failingOf, OPENINGS, STORM } from '../functions/remediate/core/storm';
import type { Healer } from './healer';
import type { HealerTable } from './table';

/** Targets whose last incident was opened in the last minutes. */
export const readFailing = async ({ table, now }: Healer): Promise<string[]> =>
  failingOf(await table.query(FLEET, OPENINGS), now());

/** Forgets the last storm that people were told of, so that the next one is told of again. */
export const forgetStorm = (table: HealerTable): Promise<void> => table.delete(FLEET, STORM);
