/** ISO 8601 with "T" and an offset; both are required. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** ms since the epoch, or undefined for what a Wait state does not take. */
export function parseTimestamp(text: string): number | undefined {
  const time = TIMESTAMP.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
