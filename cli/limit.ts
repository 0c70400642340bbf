import type { Given } from './command';
import { UsageError } from './refusal';

/** What fits on a screen. */
const DEFAULT = 10;
const MOST = 1000;

/** How many records are asked for. */
export function readLimit({ options: { limit } }: Given): number {
  if (limit === undefined) return DEFAULT;
  const count = Number(limit);
  if (!/^\d+$/.test(limit) || count < 1 || count > MOST) {
    throw new UsageError(`--limit must be a whole number from 1 to ${MOST}, not "${limit}".`);
  }
  return count;
}
