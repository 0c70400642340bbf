import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageRecord } from '../../local/authorization/usage-record';

/** The records that clouds have left in a folder. */
export function readRecords(folder: string): UsageRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}
