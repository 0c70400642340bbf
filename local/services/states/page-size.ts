import { validation } from './errors';

/** Of the tokens of most lists. */
export const MOST_TOKEN_CHARACTERS = 1024;
const MOST = 1000;
const DEFAULT = 100;

/** Refuses a token that is longer than the operation's tokens can be. */
export function checkTokenLength(token: string | undefined, most: number): void {
  if (token !== undefined && token.length > most)
    throw validation(token, 'nextToken', `Member must have length less than or equal to ${most}`);
}

/** `maxResults` of the list operations: 0 stands for the default of 100. */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined || maxResults === 0) return DEFAULT;
  if (maxResults > MOST)
    throw validation(String(maxResults), 'maxResults', `Member must have value less than or equal to ${MOST}`);
  return maxResults;
}
