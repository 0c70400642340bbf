import type { Order } from './core/mode';
import { targetKey } from './incident';
import type { Table } from './ports';

/** The operator's standing order for a target: pk `TARGET#<targetId>`, sk `ORDER`. Written by the command `heal`. */
export function orderRecords(table: Table) {
  return {
    async find(targetId: string): Promise<Order | undefined> {
      const item = await table.get({ pk: targetKey(targetId), sk: 'ORDER' });
      return item as (typeof item & Order) | undefined;
    },
  };
}
