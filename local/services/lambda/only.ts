import { NotEmulatedError } from '../../kernel/errors';

/** Refuses a call that gives a member which has no effect here. `undefined` members were not given. */
export function only(operation: string, input: object, members: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && !members.includes(member)) {
      throw new NotEmulatedError(`the member ${member} of lambda:${operation}`);
    }
  }
}
