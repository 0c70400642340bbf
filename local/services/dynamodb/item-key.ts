import { isObject } from '../support/json';
import type { Send } from './engine';

export type Item = Readonly<Record<string, unknown>>;

/** Names of a table's key attributes. @throws ServiceError where there is no such table */
export async function keyNames(send: Send, TableName: unknown): Promise<readonly string[]> {
  const { Table } = (await send('DescribeTable', { TableName })) as {
    readonly Table: { readonly KeySchema: readonly { readonly AttributeName: string }[] };
  };
  return Table.KeySchema.map(({ AttributeName }) => AttributeName);
}

/** Those attributes of an item that are its key. */
export const keyOf = (item: unknown, names: readonly string[]): Item =>
  Object.fromEntries(Object.entries(isObject(item) ? item : {}).filter(([name]) => names.includes(name)));
