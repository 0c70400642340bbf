import type { ResourceType } from '../../cloudformation/resource-type';
import type { Operation, Platform, Service } from '../../kernel/platform';
import { isObject } from '../support/json';
import { only } from '../support/only';
import { Engine } from './engine';
import { refuseTablesElsewhere, withNames } from './table-names';
import { tableType } from './table-type';
import { Tables } from './tables';
import { Transactions } from './transactions/transactions';
import { isWrite, write } from './writes';

/** What dynalite implements and we have tried through it. Transactions are ours. */
const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

/** Members of the operations on tables that dynalite, or we, do something with; it would drop the others, too. */
const OF_TABLES: Readonly<Record<string, readonly string[]>> = {
  CreateTable: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'ProvisionedThroughput',
    'TableName',
    'Tags',
  ],
  UpdateTable: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'ProvisionedThroughput',
    'TableName',
  ],
};

export interface DynamoDb {
  readonly service: Service;
  readonly resources: readonly ResourceType[];
}

/** DynamoDB. Input and output are DynamoDB's wire format, which is the SDK's low-level shape. */
export function createDynamoDb(platform: Platform): DynamoDb {
  const engine = new Engine();
  const tables = new Tables(engine, platform);
  const transactions = new Transactions(engine, platform);
  const here =
    (operation: Operation): Operation =>
    (input, call) => {
      refuseTablesElsewhere(input, platform);
      return operation(input, call);
    };
  const forward =
    (operation: string): Operation =>
    async (given) => {
      const { input, restored } = withNames(accepted(operation, given));
      if (isWrite(operation)) return restored(await write(engine, operation, input));
      if (operation !== 'CreateTable') return restored(await tables.send(operation, input));
      // The engine tags a table that there is, and none that it makes.
      const { Tags = [], ...others } = input;
      const made = await tables.send(operation, others);
      const ResourceArn = `arn:aws:dynamodb:${platform.region}:${platform.account}:table/${input.TableName}`;
      if (Array.isArray(Tags) && Tags.length > 0) await tables.send('TagResource', { ResourceArn, Tags });
      return made;
    };
  return {
    service: {
      name: 'dynamodb',
      operations: {
        ...Object.fromEntries(OPERATIONS.map((name) => [name, here(forward(name))])),
        TransactGetItems: here((input) => transactions.get(input)),
        TransactWriteItems: here((input) => transactions.write(input)),
      },
    },
    resources: [tableType(tables, platform)],
  };
}

/** What is turned off need not be emulated. */
const TURNED_OFF: Readonly<Record<string, string>> = {
  StreamSpecification: 'StreamEnabled',
  SSESpecification: 'Enabled',
};

/** @throws NotEmulatedError for a member of an operation on tables that neither the engine nor we would heed */
function accepted(operation: string, input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const known = OF_TABLES[operation];
  if (known === undefined) return input;
  const heeded = Object.fromEntries(
    Object.entries(input).filter(([member, value]) => {
      const flag = operation === 'CreateTable' ? TURNED_OFF[member] : undefined;
      return flag === undefined || !isObject(value) || value[flag] !== false;
    }),
  );
  only(operation, heeded, known);
  return heeded;
}
