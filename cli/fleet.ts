import type { Healer } from './healer';
import type { HealerTable } from './table';

/** Targets that fail within this time fail together; functions/remediate/storm-record.ts. */
const WINDOW_MILLISECONDS = 300_000;

/** Targets whose last incident was opened in the last minutes. */
export async function readFailing({ table, now }: Healer): Promise<string[]> {
  const openings = await table.query('FLEET', 'OPEN#');
  return openings.flatMap(({ targetId, at }) =>
    typeof targetId === 'string' && typeof at === 'number' && at > now() - WINDOW_MILLISECONDS ? [targetId] : [],
  );
}

/** Forgets the last storm that people were told of, so that the next one is told of again. */
export const forgetStorm = (table: HealerTable): Promise<void> => table.delete('FLEET', 'STORM');
