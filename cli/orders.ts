import type { Order } from '../functions/remediate/core/mode';
import { targetKey } from './records';
import type { HealerTable, Where } from './table';
import { iso } from './text';

/** The operator's order that stands for a target; see functions/remediate/core/mode.ts. */
export async function readOrder(table: HealerTable, targetId: string): Promise<Order | undefined> {
  const item = await table.get(targetKey(targetId), 'ORDER');
  if (item === undefined) return undefined;
  const { mode, until, by, reason, at } = item as unknown as Order;
  return { mode, until, by, reason, at };
}

const ANY: Where = {};

/** With times as people read them. */
export const shownOrder = ({ until, at, ...order }: Order) => ({
  ...order,
  at: iso(at),
  ...(until === undefined ? {} : { until: iso(until) }),
});

/** Gives an order, in place of the one that stood. */
export async function giveOrder(table: HealerTable, targetId: string, order: Order): Promise<void> {
  await table.put(targetKey(targetId), 'ORDER', { ...order }, ANY);
}

export const liftOrder = (table: HealerTable, targetId: string): Promise<void> =>
  table.delete(targetKey(targetId), 'ORDER');
