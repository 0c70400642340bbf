import type { BatchGetItemInput, BatchWriteItemInput, QueryInput, TagResourceInput } from '@aws-sdk/client-dynamodb';
import { type Home, type Needs, type NeedsOf, on, onAll } from './need';

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
  UntagResource: onTagged('UntagResource'),
  UpdateItem: onTable('UpdateItem'),
  UpdateTable: onTable('UpdateTable'),
};
