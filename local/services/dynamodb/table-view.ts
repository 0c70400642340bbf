import type { Platform } from '../../kernel/platform';
import { isObject } from '../support/json';

/** What the engine does not know of a table, or says in its own way. */
export interface TableFacts {
  readonly id: string;
  /** ms since the epoch, by our clock. */
  readonly created: number;
  readonly isProtected: boolean;
}

/** What AWS says at once of a table on demand: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
const ON_DEMAND = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000 };
/** A table that is being deleted is shown without them. */
const NOT_OF_DELETED = ['AttributeDefinitions', 'CreationDateTime', 'KeySchema'];

type Table = Readonly<Record<string, unknown>>;

/** A table as AWS shows it in the answer of an operation. */
export function tableView(
  operation: string,
  table: Table,
  facts: TableFacts | undefined,
  { region, account }: Pick<Platform, 'region' | 'account'>,
): Table {
  const TableArn = `arn:aws:dynamodb:${region}:${account}:table/${table.TableName}`;
  const isOnDemand = isObject(table.BillingModeSummary);
  const created = facts === undefined ? table.CreationDateTime : facts.created / 1000;
  const view: Record<string, unknown> = {
    ...table,
    TableArn,
    ...(facts !== undefined && { TableId: facts.id }),
    CreationDateTime: created,
    DeletionProtectionEnabled: facts?.isProtected ?? false,
  };
  if (isObject(table.BillingModeSummary) && 'LastUpdateToPayPerRequestDateTime' in table.BillingModeSummary) {
    view.BillingModeSummary = { ...table.BillingModeSummary, LastUpdateToPayPerRequestDateTime: created };
  }
  const warm = (one: Table) =>
    operation === 'DescribeTable' ? { WarmThroughput: warmThroughput(isOnDemand, one.ProvisionedThroughput) } : {};
  Object.assign(view, warm(table));
  const withArn = (index: Table) => ({ ...index, IndexArn: `${TableArn}/index/${index.IndexName}` });
  if (Array.isArray(table.LocalSecondaryIndexes)) view.LocalSecondaryIndexes = table.LocalSecondaryIndexes.map(withArn);
  if (Array.isArray(table.GlobalSecondaryIndexes)) {
    view.GlobalSecondaryIndexes = table.GlobalSecondaryIndexes.map((index) => ({ ...withArn(index), ...warm(index) }));
  }
  if (operation === 'DeleteTable') for (const member of NOT_OF_DELETED) delete view[member];
  return view;
}

function warmThroughput(isOnDemand: boolean, provisioned: unknown): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = isObject(provisioned) ? provisioned : {};
  return {
    ...(isOnDemand ? ON_DEMAND : { ReadUnitsPerSecond: ReadCapacityUnits, WriteUnitsPerSecond: WriteCapacityUnits }),
    Status: 'ACTIVE',
  };
}
