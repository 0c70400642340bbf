import { ServiceError } from '../../kernel/errors';
import type { Engine, Send } from './engine';
import { keyNames, keyOf } from './item-key';

type Input = Readonly<Record<string, unknown>>;

const WRITES = ['DeleteItem', 'PutItem', 'UpdateItem'];

/** Whether an operation writes one item. */
export const isWrite = (operation: string): boolean => WRITES.includes(operation);

/**
 * Writes an item. The engine does not tell which item a condition failed on, so that is read after it, with no other
 * write in between.
 */
export function write(engine: Engine, operation: string, input: Input): Promise<object> {
  const { ReturnValuesOnConditionCheckFailure: wanted = 'NONE', ...rest } = input;
  if (wanted === 'NONE') return engine.send(operation, rest);
  if (wanted !== 'ALL_OLD') throw noSuchValue(wanted);
  return engine.alone((send) => tellingItem(send, operation, rest));
}

async function tellingItem(send: Send, operation: string, input: Input): Promise<object> {
  try {
    return await send(operation, input);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const { TableName } = input;
    const Key = input.Key ?? keyOf(input.Item, await keyNames(send, TableName));
    const found = await send('GetItem', { TableName, Key, ConsistentRead: true });
    // Recorded on AWS: beside an item the message goes by another name than without one.
    const named = 'Item' in found ? { Message: error.message } : {};
    throw new ServiceError(error.code, error.message, error.status, { ...error.fields, ...found, ...named });
  }
}

const noSuchValue = (value: unknown): ServiceError =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
  );
