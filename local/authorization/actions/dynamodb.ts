import type { BatchGetItemInput, BatchWriteItemInput, QueryInput, TagResourceInput } from '@aws-sdk/client-dynamodb';
import { type Home, type Need, type Needs, type NeedsOf, on, onAll } from './need';

type OfTable = Pick<QueryInput, 'TableName'>;
type OfTableOrIndex = Pick<QueryInput, 'TableName' | 'IndexName'>;

const onTable =
  (action: string): NeedsOf =>
  ({ TableName }: OfTable, home) =>
    on(`dynamodb:${action}`, tableArn(TableName ?? '', home));

/** Reading an index is checked against the index, not against its table. */
const onTableOrIndex =
  (action: string): NeedsOf =>
  ({ TableName, IndexName }: OfTableOrIndex, home) => {
    const table = tableArn(TableName ?? '', home);
    return on(`dynamodb:${action}`, IndexName === undefined ? table : `${table}/index/${IndexName}`);
  };

const onTagged =
  (action: string): NeedsOf =>
  ({ ResourceArn = '' }: Partial<TagResourceInput>) =>
    on(`dynamodb:${action}`, ResourceArn);

const onTables =
  (action: string): NeedsOf =>
  ({ RequestItems = {} }: Pick<BatchGetItemInput | BatchWriteItemInput, 'RequestItems'>, home) =>
    on(`dynamodb:${action}`, ...Object.keys(RequestItems).map((table) => tableArn(table, home)));

/** The action by which each part of a transaction is allowed: there is none for the transaction. */
const IN_TRANSACTION: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const onItems =
  (operation: string): NeedsOf =>
  ({ TransactItems }: { readonly TransactItems?: unknown }, home) => {
    const tables = new Map<string, Set<string>>();
    // What is no list of parts names no table; the service refuses it.
    const parts: unknown[] = Array.isArray(TransactItems) ? TransactItems : [];
    for (const [part, given] of parts.flatMap((item) => Object.entries(item ?? {}))) {
      const name = IN_TRANSACTION[part];
      if (name === undefined) continue;
      const { TableName } = (given ?? {}) as Partial<OfTable>;
      tables.set(name, (tables.get(name) ?? new Set()).add(tableArn(String(TableName ?? ''), home)));
    }
    return [...tables].map(
      ([name, arns]): Need => ({
        action: `dynamodb:${name}`,
        resources: [...arns],
        context: { 'dynamodb:EnclosingOperation': operation },
      }),
    );
  };

/** A table goes by name or by ARN. */
const tableArn = (nameOrArn: string, { region, account }: Home): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:dynamodb:${region}:${account}:table/${nameOrArn}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const dynamodb: Needs = {
  BatchGetItem: onTables('BatchGetItem'),
  BatchWriteItem: onTables('BatchWriteItem'),
  CreateTable: onTable('CreateTable'),
  DeleteItem: onTable('DeleteItem'),
  DeleteTable: onTable('DeleteTable'),
  DescribeTable: onTable('DescribeTable'),
  GetItem: onTable('GetItem'),
  ListTables: onAll('dynamodb:ListTables'),
  ListTagsOfResource: onTagged('ListTagsOfResource'),
  PutItem: onTable('PutItem'),
  Query: onTableOrIndex('Query'),
  Scan: onTableOrIndex('Scan'),
  TagResource: onTagged('TagResource'),
  TransactGetItems: onItems('TransactGetItems'),
  TransactWriteItems: onItems('TransactWriteItems'),
  UntagResource: onTagged('UntagResource'),
  UpdateItem: onTable('UpdateItem'),
  UpdateTable: onTable('UpdateTable'),
};
