import type { Order } from './core/mode';
import { targetKey } from './incident';
import type { Item, Key, Table } from './ports';

export const orderKey = (targetId: string): Key => ({ pk: targetKey(targetId), sk: 'ORDER' });

export const orderFrom = (item: Item | undefined): Order | undefined => item as (Item & Order) | undefined;

/** The operator's standing order for a target: pk `TARGET#<targetId>`, sk `ORDER`. Written by the command `heal`. */
export function orderRecords(table: Table) {
  return {
    async find(targetId: string): Promise<Order | undefined> {
      return orderFrom(await table.get(orderKey(targetId)));
    },
  };
}
