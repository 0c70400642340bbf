/** ISO 8601 in UTC with milliseconds, as all records carry it. */
export const iso = (epochMilliseconds: number): string => new Date(epochMilliseconds).toISOString();

/**
 * Reads a timestamp in ISO 8601, or as CloudWatch writes it inside events: `2026-03-14T09:26:53.589+0000`, whose offset
 * has no colon and so is not ISO 8601.
 * @returns epoch milliseconds, or undefined when it is no timestamp
 */
export function parseTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}
