/** What all targets share is kept in the table under this partition key. */
export const FLEET = 'FLEET';
/** Sort key of the last message about many of them. */
export const STORM = 'STORM';
/** Beginning of the sort keys under which each target's last opening is kept. */
export const OPENINGS = 'OPEN#';

/** Targets that fail within this time fail together. */
export const STORM_MILLISECONDS = 300_000;

/**
 * Targets that have opened an incident in the last minutes.
 * @param openings the items of `OPENINGS`; `at` is in epoch milliseconds
 */
export function failingOf(openings: readonly Readonly<Record<string, unknown>>[], now: number): string[] {
  return openings.flatMap(({ targetId, at }) =>
    typeof targetId === 'string' && typeof at === 'number' && at > now - STORM_MILLISECONDS ? [targetId] : [],
  );
}
