import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TABLE_KEYS } from '../functions/contract';

export type Item = Readonly<Record<string, unknown>>;

/** The value that each attribute must have for a write to happen; `undefined` means absent. */
export type Where = Readonly<Record<string, string | number | undefined>>;

export interface Change {
  /** `undefined` removes the attribute. */
  readonly set?: Item;
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  readonly where?: Where;
}

/** The healer's table. All reads are strongly consistent; a write that returns false has not happened. */
export interface HealerTable {
  get(partition: string, sort: string): Promise<Item | undefined>;
  /** In order of the sort key, or newest first: up to `limit` of them. */
  query(partition: string, prefix: string, last?: { readonly limit?: number }): Promise<readonly Item[]>;
  /** Writes the item whole. */
  put(partition: string, sort: string, item: Item, where: Where): Promise<boolean>;
  update(partition: string, sort: string, change: Change): Promise<boolean>;
  delete(partition: string, sort: string): Promise<void>;
}

const { partition: PARTITION, sort: SORT } = TABLE_KEYS;

/** A condition that holds for every item there is: its own partition key. */
export const exists = (partition: string): Where => ({ [PARTITION]: partition });
/** ... and for none. */
export const ABSENT: Where = { [PARTITION]: undefined };

export function healerTable(client: DynamoDBClient, tableName: string): HealerTable {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const at = (partition: string, sort: string) => ({
    TableName: tableName,
    Key: { [PARTITION]: partition, [SORT]: sort },
  });
  return {
    async get(partition, sort) {
      return (await documents.send(new GetCommand({ ...at(partition, sort), ConsistentRead: true }))).Item;
    },

    async query(partition, prefix, last) {
      const limit = last?.limit ?? Number.POSITIVE_INFINITY;
      const items: Item[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await documents.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: '#partition = :partition AND begins_with(#sort, :prefix)',
            ExpressionAttributeNames: { '#partition': PARTITION, '#sort': SORT },
            ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
            ScanIndexForward: last === undefined,
            ...(Number.isFinite(limit) ? { Limit: limit - items.length } : {}),
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from !== undefined && items.length < limit);
      return items;
    },

    put: (partition, sort, item, where) =>
      unlessRefused(() =>
        documents.send(
          new PutCommand({
            TableName: tableName,
            Item: { ...item, [PARTITION]: partition, [SORT]: sort },
            ...expressions({ where }),
          }),
        ),
      ),

    update: (partition, sort, change) =>
      unlessRefused(() => documents.send(new UpdateCommand({ ...at(partition, sort), ...expressions(change) }))),

    async delete(partition, sort) {
      await documents.send(new DeleteCommand(at(partition, sort)));
    },
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
function expressions({ set = {}, append = {}, where = {} }: Change) {
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
  const sets = Object.entries(set).flatMap(([attribute, content]) =>
    content === undefined ? [] : [`${name(attribute)} = ${value(`set_${attribute}`, content)}`],
  );
  const lists = Object.entries(append).map(([attribute, more]) => {
    const list = `if_not_exists(${name(attribute)}, ${value('none', [])})`;
    return `${name(attribute)} = list_append(${list}, ${value(`more_${attribute}`, more)})`;
  });
  const removes = Object.entries(set).flatMap(([attribute, content]) =>
    content === undefined ? [name(attribute)] : [],
  );
  const conditions = Object.entries(where).map(([attribute, wanted]) =>
    wanted === undefined
      ? `attribute_not_exists(${name(attribute)})`
      : `${name(attribute)} = ${value(`is_${attribute}`, wanted)}`,
  );
  const update = [
    ...([...sets, ...lists].length > 0 ? [`SET ${[...sets, ...lists].join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ].join(' ');
  return {
    ...(update === '' ? {} : { UpdateExpression: update }),
    ...(conditions.length === 0 ? {} : { ConditionExpression: conditions.join(' AND ') }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}
