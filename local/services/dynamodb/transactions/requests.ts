import { isObject } from '../../support/json';
import type { Item } from '../item-key';
import type { Expressions, Get, Write } from './actions';

/** What the engine is asked. */
export interface Request {
  readonly operation: string;
  readonly input: Item;
}

/** An action as the engine's own operation; of a condition check what is nearest to it. */
export function carriedOut(action: Write): Request {
  const common = { TableName: action.table, ...action.expressions, ReturnConsumedCapacity: 'TOTAL' };
  switch (action.kind) {
    case 'Put':
      return { operation: 'PutItem', input: { ...common, Item: action.item } };
    case 'Update':
      return { operation: 'UpdateItem', input: { ...common, Key: action.key, UpdateExpression: action.update } };
    case 'Delete':
    case 'ConditionCheck':
      return { operation: 'DeleteItem', input: { ...common, Key: action.key } };
  }
}

export const read = (action: Get): Request => ({
  operation: 'GetItem',
  input: {
    TableName: action.table,
    Key: action.key,
    ...action.projection,
    ConsistentRead: true,
    ReturnConsumedCapacity: 'TOTAL',
  },
});

const NEVER = 'attribute_exists(a) AND attribute_not_exists(a)';

/** The same on a condition that cannot hold: the engine holds it to the table's schema before, and does nothing. */
export function withheld(action: Write): Request {
  const { operation, input } = carriedOut({ ...action, expressions: {} });
  const placeholders = action.kind === 'Update' ? placeholdersIn(action.update, action.expressions) : {};
  return { operation, input: { ...input, ...placeholders, ConditionExpression: NEVER } };
}

/** What the engine says of an attribute that it needs and the item lacks: after the condition, and before any effect. */
export const LACKING = 'The provided expression refers to an attribute that does not exist in the item';

/**
 * An update that the condition guards, and that fails where the condition holds: a condition by itself.
 * @param absent name of an attribute that no item has; of letters, digits and underscores
 */
export function conditionOf({ table, expressions }: Write, key: Item, absent: string): Request | undefined {
  const { ConditionExpression } = expressions;
  if (typeof ConditionExpression !== 'string') return undefined;
  const used = placeholdersIn(ConditionExpression, expressions);
  return {
    operation: 'UpdateItem',
    input: {
      TableName: table,
      Key: key,
      ConditionExpression,
      UpdateExpression: `SET #${absent} = #${absent}`,
      ...used,
      ExpressionAttributeNames: { ...used.ExpressionAttributeNames, [`#${absent}`]: absent },
    },
  };
}

/** Those of an action's names and values that are in an expression: the engine refuses others. */
function placeholdersIn(
  expression: string,
  expressions: Expressions,
): { readonly ExpressionAttributeNames?: Item; readonly ExpressionAttributeValues?: Item } {
  const used = new Set(expression.match(/[#:]\w+/g));
  const among = (given: unknown) => Object.entries(isObject(given) ? given : {}).filter(([name]) => used.has(name));
  const names = among(expressions.ExpressionAttributeNames);
  const values = among(expressions.ExpressionAttributeValues);
  return {
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}
