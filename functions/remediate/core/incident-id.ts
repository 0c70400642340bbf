/**
 * An incident's id: sorts by time, and the same signal always gives the same one.
 * @param at ISO 8601 with milliseconds, UTC
 * @param source what makes it unique, such as the alarm's ARN
 * @returns e.g. `20260314T092653589Z-1f3a5b7c`
 */
export const incidentId = (at: string, source: string): string =>
  `${at.replace(/[-:.]/g, '')}-${fnv1a(`${source}#${at}`)}`;

/** FNV-1a, 32 bits: a fingerprint that needs no library. Two alarms in one millisecond collide once in four billion. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
