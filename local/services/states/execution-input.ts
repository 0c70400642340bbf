import { parseJson } from '../support/json-fault';
import { invalidInput, validation } from './errors';
import { MOST_STATE_BYTES } from './run/limits';

/** The text of an execution's input, `{}` when none is given. @throws InvalidExecutionInput, ValidationException. */
export function checkedInput(input = '{}'): string {
  if (input === '') throw invalidInput('Invalid execution input.');
  if (Buffer.byteLength(input) > MOST_STATE_BYTES) {
    throw validation('<input>', 'input', `Member must have length less than or equal to ${MOST_STATE_BYTES}`);
  }
  try {
    parseJson(input);
  } catch (error) {
    throw invalidInput((error as Error).message);
  }
  return input;
}
