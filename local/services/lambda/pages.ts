import { page as cut } from '../support/page';
import { invalidParameter, validation } from './errors';

/** Lambda returns at most 50 items a call, whatever was asked. */
const MOST_PER_PAGE = 50;

/** One page of a list that is in the same order each time. */
export function page<Item>(
  all: readonly Item[],
  {
    Marker,
    MaxItems = MOST_PER_PAGE,
  }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: readonly Item[]; readonly next: { NextMarker?: string } } {
  if (!Number.isInteger(MaxItems)) {
    throw validation(`Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: Member must be an integer`);
  }
  if (MaxItems < 1 || MaxItems > 10_000) {
    const bound = MaxItems < 1 ? 'greater than or equal to 1' : 'less than or equal to 10000';
    throw validation(`Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: Member must have value ${bound}`);
  }
  const size = Math.min(MaxItems, MOST_PER_PAGE);
  const { items, next } = cut(all, Marker === '' ? undefined : Marker, size, () =>
    invalidParameter(`Invalid marker: ${Marker}`),
  );
  return { items, next: next === undefined ? {} : { NextMarker: next } };
}
