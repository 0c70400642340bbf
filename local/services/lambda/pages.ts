import { invalidParameter, validation } from './errors';

/** Lambda returns at most 50 items a call, whatever was asked. */
const MOST_PER_PAGE = 50;

/** One page of `items`, which are in order of `key`; the marker holds the key of the last item shown. */
export function page<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: readonly Item[]; readonly next: { NextMarker?: string } } {
  const asked = input.MaxItems ?? MOST_PER_PAGE;
  if (asked < 1 || asked > 10_000) {
    throw validation(
      `Value '${asked}' at 'maxItems' failed to satisfy constraint: Member must have value ` +
        (asked < 1 ? 'greater than or equal to 1' : 'less than or equal to 10000'),
    );
  }
  let start = 0;
  if (input.Marker !== undefined && input.Marker !== '') {
    const last = Buffer.from(input.Marker, 'base64').toString();
    start = items.findIndex((item) => key(item) === last) + 1;
    if (start === 0) throw invalidParameter(`Invalid marker: ${input.Marker}`);
  }
  const shown = items.slice(start, start + Math.min(asked, MOST_PER_PAGE));
  const end = shown.at(-1);
  const more = end !== undefined && start + shown.length < items.length;
  return { items: shown, next: more ? { NextMarker: Buffer.from(key(end)).toString('base64') } : {} };
}
