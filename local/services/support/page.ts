/** One page of a list, and the token of the next. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/**
 * Cuts a page out of a list that is sorted the same way each time. The token is the index to go on from, wrapped so
 * that nobody counts with it.
 * @param refuse makes the service's own error for a token that is none of ours.
 */
export function page<T>(all: readonly T[], token: string | undefined, size: number, refuse: () => Error): Page<T> {
  const start = token === undefined ? 0 : decode(token, refuse);
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? encode(end) : undefined };
}

const encode = (index: number): string => Buffer.from(`from:${index}`).toString('base64url');

function decode(token: string, refuse: () => Error): number {
  const index = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (index === undefined) throw refuse();
  return Number(index);
}
