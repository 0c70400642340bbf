import { ERROR_NAMES } from '../core/error-names';
import { TaskError } from '../errors';
import type { Clock, Item, Key } from '../ports';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const MOST_KEYS = 100;

/** With the first wait doubled each time: 50 + 100 + 200 + 400 ms, little beside a function's 30 s. */
const MAX_TRIES = 5;
const FIRST_WAIT_MILLISECONDS = 50;

interface Batch {
  readonly found: readonly Item[];
  /** Keys that DynamoDB has not got round to: it answers in part where it is throttled, or where an answer is too long. */
  readonly left: readonly Key[];
}

/**
 * The items of several keys, in the order of the keys. DynamoDB answers in any order, and leaves out what there is not.
 * @param ask one call
 * @throws ServiceBusy when keys are still left after the last try: one that was not read is not one that is not there
 */
export async function getTogether(
  keys: readonly Key[],
  ask: (keys: readonly Key[]) => Promise<Batch>,
  clock: Pick<Clock, 'sleep'>,
): Promise<readonly (Item | undefined)[]> {
  if (keys.length > MOST_KEYS) throw new Error(`${keys.length} keys are more than the ${MOST_KEYS} of one read.`);
  const items = new Map<string, Item>();
  let left = keys;
  for (let tries = 0; left.length > 0; tries++) {
    if (tries === MAX_TRIES) {
      const count = `${left.length} of ${keys.length} keys`;
      throw new TaskError(ERROR_NAMES.serviceBusy, `DynamoDB has left ${count} unread ${tries} times in a row.`);
    }
    if (tries > 0) await clock.sleep(FIRST_WAIT_MILLISECONDS * 2 ** (tries - 1));
    const batch = await ask(left);
    for (const item of batch.found) items.set(id(item), item);
    left = batch.left;
  }
  return keys.map((key) => items.get(id(key)));
}

const id = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
