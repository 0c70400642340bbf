import type { Get, Write } from './actions';
import { itemSize } from './item-size';

/** A transaction prepares each action before it commits it, and both consume. */
const PHASES = 2;
const WRITE_UNIT = 1024;

/** What an engine's answer says that it has consumed. */
export function unitsOf(answer: object): number {
  const { ConsumedCapacity } = answer as { readonly ConsumedCapacity?: { readonly CapacityUnits: number } };
  return PHASES * (ConsumedCapacity?.CapacityUnits ?? 0);
}

/** A condition check consumes as a write of the item does. */
export const unitsOfCheck = (item: unknown): number => PHASES * Math.max(1, Math.ceil(itemSize(item) / WRITE_UNIT));

export interface Consumed {
  readonly action: Write | Get;
  readonly units: number;
}

/**
 * By table, as the transaction named it, in the order of its actions.
 * @param wanted ReturnConsumedCapacity; nothing is told where it is NONE or not given
 */
export function consumedCapacity(
  consumed: readonly Consumed[],
  wanted: unknown,
  by: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): { readonly ConsumedCapacity?: readonly object[] } {
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return {};
  const byTable = new Map<string, number>();
  for (const { action, units } of consumed) byTable.set(action.asked, (byTable.get(action.asked) ?? 0) + units);
  return {
    ConsumedCapacity: [...byTable].map(([TableName, CapacityUnits]) => {
      const units = { CapacityUnits, [by]: CapacityUnits };
      return { TableName, ...units, ...(wanted === 'INDEXES' && { Table: units }) };
    }),
  };
}
