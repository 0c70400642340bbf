import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE_KEYS } from '../../contract';
import type { Change, Item, Key, Table } from '../ports';

/** The healer's table in DynamoDB. All reads are strongly consistent: a lease must not be judged by yesterday's state. */
export function dynamoTable(tableName: string, client = new DynamoDBClient({})): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const { partition, sort } = TABLE_KEYS;
  const keyOf = ({ pk, sk }: Key) => ({ [partition]: pk, [sort]: sk });

  return {
    async get(key) {
      const { Item: found } = await documents.send(
        new GetCommand({ TableName: tableName, Key: keyOf(key), ConsistentRead: true }),
      );
      return found as Item | undefined;
    },

    async query(pk, prefix) {
      const items: Item[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await documents.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
            ExpressionAttributeNames: { '#pk': partition, '#sk': sort },
            ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        items.push(...((page.Items ?? []) as Item[]));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return items;
    },

    insert: (item) =>
      unlessRefused(() =>
        documents.send(
          new PutCommand({
            TableName: tableName,
            Item: item,
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': partition },
          }),
        ),
      ),

    update: (key, change) =>
      unlessRefused(() =>
        documents.send(new UpdateCommand({ TableName: tableName, Key: keyOf(key), ...expressions(change) })),
      ),
  };
}

async function unlessRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Every attribute goes by a placeholder, since many ordinary words are reserved in DynamoDB's expressions. */
function expressions({ set = {}, add = {}, append = {}, where = {} }: Change) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (attribute: string): string => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (label: string, content: unknown): string => {
    values[`:${label}`] = content;
    return `:${label}`;
  };

  const assigned = Object.entries(set).filter(([, content]) => content !== undefined);
  const removed = Object.entries(set).filter(([, content]) => content === undefined);
  const sets = [
    ...assigned.map(([attribute, content]) => `${name(attribute)} = ${value(`set_${attribute}`, content)}`),
    ...Object.entries(append).map(([attribute, more]) => {
      const list = `if_not_exists(${name(attribute)}, ${value('none', [])})`;
      return `${name(attribute)} = list_append(${list}, ${value(`more_${attribute}`, more)})`;
    }),
  ];
  const clauses = [
    ...clause('SET', sets),
    ...clause(
      'REMOVE',
      removed.map(([attribute]) => name(attribute)),
    ),
    ...clause(
      'ADD',
      Object.entries(add).map(([attribute, by]) => `${name(attribute)} ${value(`add_${attribute}`, by)}`),
    ),
  ];
  const conditions = Object.entries(where).map(([attribute, wanted]) =>
    wanted === undefined
      ? `attribute_not_exists(${name(attribute)})`
      : `${name(attribute)} = ${value(`is_${attribute}`, wanted)}`,
  );
  return {
    UpdateExpression: clauses.join(' '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    ...(conditions.length > 0 ? { ConditionExpression: conditions.join(' AND ') } : {}),
  };
}

const clause = (keyword: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];
