import { validation } from './errors';

const MOST_DESCRIPTION_CHARACTERS = 256;

/** @throws ValidationException for a text that is longer than the member may be. */
export function checkLength(member: string, value: string | undefined, most: number): void {
  if (value !== undefined && value.length > most)
    throw validation(value, member, `Member must have length less than or equal to ${most}`);
}

/** Descriptions of versions and aliases. */
export function checkDescription(description: string | undefined, member = 'description'): void {
  checkLength(member, description, MOST_DESCRIPTION_CHARACTERS);
}
