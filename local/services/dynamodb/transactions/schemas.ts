import { ServiceError } from '../../../kernel/errors';
import type { Send } from '../engine';
import { type Item, keyNames } from '../item-key';
import { invalid } from './actions';
import { identity } from './identity';

/** Names of the key attributes, by table. */
export type Schemas = ReadonlyMap<string, readonly string[]>;

/** @throws ResourceNotFoundException in the words of a transaction, which names no table */
export async function schemasOf(send: Send, actions: readonly { readonly table: string }[]): Promise<Schemas> {
  const schemas = new Map<string, readonly string[]>();
  for (const { table } of actions) {
    if (!schemas.has(table)) schemas.set(table, await schemaOf(send, table));
  }
  return schemas;
}

async function schemaOf(send: Send, table: string): Promise<readonly string[]> {
  try {
    return await keyNames(send, table);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error;
    throw new ServiceError(error.code, 'Requested resource not found', error.status);
  }
}

/** @throws ValidationException where two are about one item */
export function checkDistinct(
  items: readonly { readonly table: string; readonly key: Item }[],
  schemas: Schemas,
): void {
  const seen = new Set<string>();
  for (const { table, key } of items) {
    const one = `${table}/${identity(key, schemas.get(table) ?? [])}`;
    if (seen.has(one)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(one);
  }
}
