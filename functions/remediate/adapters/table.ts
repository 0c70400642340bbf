import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TABLE_KEYS } from '../../contract';
import type { Change, Clock, Item, Key, Table } from '../ports';
import { getTogether } from './batch-get';
import { systemClock } from './clock';

/** The healer's table in DynamoDB. All reads are strongly consistent: a lease must not be judged by yesterday's state. */
export function dynamoTable(tableName: string, client = new DynamoDBClient({}), clock: Clock = systemClock): Table {
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

    getAll: (keys) =>
      getTogether(
        keys,
        async (asked) => {
          const { Responses = {}, UnprocessedKeys = {} } = await documents.send(
            new BatchGetCommand({ RequestItems: { [tableName]: { Keys: asked.map(keyOf), ConsistentRead: true } } }),
          );
          return {
            found: (Responses[tableName] ?? []) as Item[],
            left: (UnprocessedKeys[tableName]?.Keys ?? []) as unknown as Key[],
          };
        },
        clock,
      ),

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

    remove: (key, where) =>
      unlessRefused(() =>
        documents.send(new DeleteCommand({ TableName: tableName, Key: keyOf(key), ...conditionOf(where) })),
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
class Placeholders {
  private readonly names: Record<string, string> = {};
  private readonly values: Record<string, unknown> = {};

  name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  value(label: string, content: unknown): string {
    this.values[`:${label}`] = content;
    return `:${label}`;
  }

  conditions(where: Where): string[] {
    return Object.entries(where).map(([attribute, wanted]) =>
      wanted === undefined
        ? `attribute_not_exists(${this.name(attribute)})`
        : `${this.name(attribute)} = ${this.value(`is_${attribute}`, wanted)}`,
    );
  }

  /** DynamoDB refuses empty ones. */
  used() {
    return {
      ...(Object.keys(this.names).length > 0 ? { ExpressionAttributeNames: this.names } : {}),
      ...(Object.keys(this.values).length > 0 ? { ExpressionAttributeValues: this.values } : {}),
    };
  }
}

type Where = NonNullable<Change['where']>;

function conditionOf(where: Where) {
  const placeholders = new Placeholders();
  const conditions = placeholders.conditions(where);
  return {
    ...placeholders.used(),
    ...(conditions.length > 0 ? { ConditionExpression: conditions.join(' AND ') } : {}),
  };
}

function expressions({ set = {}, add = {}, append = {}, where = {} }: Change) {
  const placeholders = new Placeholders();
  const name = (attribute: string) => placeholders.name(attribute);
  const value = (label: string, content: unknown) => placeholders.value(label, content);

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
  const conditions = placeholders.conditions(where);
  return {
    UpdateExpression: clauses.join(' '),
    ...placeholders.used(),
    ...(conditions.length > 0 ? { ConditionExpression: conditions.join(' AND ') } : {}),
  };
}

const clause = (keyword: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];
