import { NotEmulatedError } from '../../kernel/errors';

/** Refuses every member of `input` that is set and not among `known`: what has no effect here must not seem to have one. */
export function only(operation: string, input: object, known: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(member)) throw new NotEmulatedError(`${member} of ${operation}`);
  }
}
