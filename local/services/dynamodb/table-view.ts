import type { Platform } from '../../kernel/platform';
import { isObject } from '../support/json';

/** What the engine does not know of a table, or says in its own way. */
export interface TableFacts {
  readonly id: string;
  /** ms since the epoch, by our clock. */
  readonly created: number;
  /** Its last change of throughput, or its creation; and since when it is on demand. */
  readonly changed: number;
  readonly onDemandSince: number;
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
  const since = facts === undefined ? created : facts.onDemandSince / 1000;
  const view: Record<string, unknown> = {
    ...table,
    TableArn,
    ...(facts !== undefined && { TableId: facts.id }),
    CreationDateTime: created,
    DeletionProtectionEnabled: facts?.isProtected ?? false,
  };
  if (isObject(table.BillingModeSummary) && 'LastUpdateToPayPerRequestDateTime' in table.BillingModeSummary) {
    view.BillingModeSummary = { ...table.BillingModeSummary, LastUpdateToPayPerRequestDateTime: since };
  }
  const warm = (one: Table) =>
    operation === 'DescribeTable' ? { WarmThroughput: warmThroughput(isOnDemand, one.ProvisionedThroughput) } : {};
  Object.assign(view, warm(table), throughputOf(table, facts));
  const withArn = (index: Table) => ({ ...index, IndexArn: `${TableArn}/index/${index.IndexName}` });
  if (Array.isArray(table.LocalSecondaryIndexes)) view.LocalSecondaryIndexes = table.LocalSecondaryIndexes.map(withArn);
  if (Array.isArray(table.GlobalSecondaryIndexes)) {
    view.GlobalSecondaryIndexes = table.GlobalSecondaryIndexes.map((index) => ({
      ...withArn(index),
      ...warm(index),
      ...throughputOf(index, facts),
    }));
  }
  if (operation === 'DeleteTable') for (const member of NOT_OF_DELETED) delete view[member];
  return view;
}

/** The engine says by the host's clock when it was changed. */
function throughputOf({ ProvisionedThroughput: units }: Table, facts: TableFacts | undefined): object {
  if (!isObject(units) || facts === undefined) return {};
  const times = ['LastIncreaseDateTime', 'LastDecreaseDateTime'].filter((member) => member in units);
  return {
    ProvisionedThroughput: { ...units, ...Object.fromEntries(times.map((member) => [member, facts.changed / 1000])) },
  };
}

function warmThroughput(isOnDemand: boolean, provisioned: unknown): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = isObject(provisioned) ? provisioned : {};
  return {
    ...(isOnDemand ? ON_DEMAND : { ReadUnitsPerSecond: ReadCapacityUnits, WriteUnitsPerSecond: WriteCapacityUnits }),
    Status: 'ACTIVE',
  };
}
