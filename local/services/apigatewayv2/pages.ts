import { page } from '../support/page';
import { badRequest } from './errors';

/** Items a call returns unless the caller asks for fewer. */
const PER_PAGE = 25;

export function cut<Item>(
  all: readonly Item[],
  { MaxResults, NextToken }: { MaxResults?: string | undefined; NextToken?: string | undefined },
) {
  const size = MaxResults === undefined ? PER_PAGE : Number(MaxResults);
  if (!(Number.isInteger(size) && size > 0))
    throw badRequest('Invalid value for maxResults, must be a positive integer');
  const { items, next } = page(all, NextToken, size, () => badRequest('Invalid value for nextToken'));
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
