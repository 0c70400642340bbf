import { type Json, jsonBytes } from '../expression/json';
import { StateFailure } from './failure';

/** Bytes of a state's input, result or output. */
export const MOST_STATE_BYTES = 262_144;
const MOST_WAIT_SECONDS = 99_999_999;

/** @param what the state, or the resource type of the task, as AWS's cause names it. */
export function tooLarge(what: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

export function checkSize(value: Json, what: string): void {
  if (jsonBytes(value) > MOST_STATE_BYTES) throw tooLarge(what);
}

export function isPositiveInteger(value: Json): value is number {
  return isNonNegativeInteger(value) && value > 0;
}

export function isNonNegativeInteger(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_WAIT_SECONDS;
}
