import type { Send } from '../engine';
import type { Item } from '../item-key';
import type { Write } from './actions';
import { type Consumed, unitsOf, unitsOfCheck } from './capacity';
import { cancelled, NO_REASON, type Reason, reasonOf } from './reasons';
import { carriedOut, conditionOf, LACKING } from './requests';

/** An action and the key of its item. */
export interface KeyedWrite {
  readonly action: Write;
  readonly key: Item;
}

/**
 * Carries actions out, all or none. Their conditions are asked first, without any effect. Updates can still fail by what
 * is in their items, so they come before what cannot fail; what has been done by then is put back.
 * @param absent name of an attribute that no item has
 * @throws TransactionCanceledException
 */
export async function commit(send: Send, keyed: readonly KeyedWrite[], absent: string): Promise<readonly Consumed[]> {
  const failed: Reason[] = [];
  for (const one of keyed) failed.push(await conditionFailure(send, one, absent));
  cancelOn(failed);

  const undo: (() => Promise<unknown>)[] = [];
  const units = new Map<Write, number>();
  const carryOut = async ({ action, key }: KeyedWrite): Promise<Reason> => {
    const prior = await itemOf(send, action, key);
    if (action.kind === 'ConditionCheck') {
      units.set(action, unitsOfCheck(prior));
      return NO_REASON;
    }
    try {
      const { operation, input } = carriedOut(action);
      units.set(action, unitsOf(await send(operation, input)));
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      return reason;
    }
    undo.push(() => putBack(send, action, key, prior));
    return NO_REASON;
  };
  try {
    const isUpdate = ({ action }: KeyedWrite) => action.kind === 'Update';
    const reasons = new Map<KeyedWrite, Reason>();
    for (const one of keyed.filter(isUpdate)) reasons.set(one, await carryOut(one));
    cancelOn(keyed.map((one) => reasons.get(one) ?? NO_REASON));
    for (const one of keyed.filter((other) => !isUpdate(other))) reasons.set(one, await carryOut(one));
    cancelOn(keyed.map((one) => reasons.get(one) ?? NO_REASON));
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
  return keyed.map(({ action }) => ({ action, units: units.get(action) ?? 0 }));
}

function cancelOn(reasons: readonly Reason[]): void {
  if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);
}

async function conditionFailure(send: Send, { action, key }: KeyedWrite, absent: string): Promise<Reason> {
  const condition = conditionOf(action, key, absent);
  if (condition === undefined) return NO_REASON;
  try {
    await send(condition.operation, condition.input);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason?.Code === 'ValidationError' && reason.Message === LACKING) return NO_REASON;
    if (reason?.Code !== 'ConditionalCheckFailed') throw error;
    const Item = action.tellsItem ? await itemOf(send, action, key) : undefined;
    return Item === undefined ? reason : { ...reason, Item };
  }
  throw new Error(`An item has the attribute ${absent}.`);
}

async function itemOf(send: Send, { table: TableName }: Write, Key: Item): Promise<Item | undefined> {
  const { Item } = (await send('GetItem', { TableName, Key, ConsistentRead: true })) as { readonly Item?: Item };
  return Item;
}

const putBack = (send: Send, { table: TableName }: Write, Key: Item, Item: Item | undefined): Promise<object> =>
  Item === undefined ? send('DeleteItem', { TableName, Key }) : send('PutItem', { TableName, Item });
