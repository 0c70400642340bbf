import { createDynamoDb } from '../../../local/services/dynamodb';
import { TestPlatform } from '../support/platform';

type Answer = Record<string, unknown>;

export const TABLE = {
  TableName: 'table',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

/** DynamoDB alone, with tables whose key is the text `id`. */
export class Bench {
  readonly platform = new TestPlatform();

  constructor() {
    this.platform.register(createDynamoDb(this.platform).service);
  }

  ask<Output = Answer>(operation: string, input: object): Promise<Output> {
    return this.platform.ask<Output>('dynamodb', operation, input);
  }

  async make(TableName: string, more: object = {}): Promise<void> {
    await this.ask('CreateTable', { ...TABLE, TableName, ...more });
    await this.active(TableName);
  }

  /** A table is CREATING or UPDATING for a moment of real time: the engine has timers of its own. */
  async active(TableName: string): Promise<void> {
    for (let looks = 0; looks < 100; looks += 1) {
      const { Table } = await this.ask<{ Table: { TableStatus: string } }>('DescribeTable', { TableName });
      if (Table.TableStatus === 'ACTIVE') return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  write(TransactItems: unknown, more: object = {}): Promise<Answer> {
    return this.ask('TransactWriteItems', { TransactItems, ...more });
  }

  async items(TableName = 'table'): Promise<unknown[]> {
    const { Items } = await this.ask<{ Items: unknown[] }>('Scan', { TableName, ConsistentRead: true });
    return Items;
  }
}

const n = (value: number) => ({ N: String(value) });
export const item = (id: string, value: number) => ({ id: { S: id }, value: n(value) });
const Key = (id: string) => ({ id: { S: id } });

/** Actions on `table`, with `value` for what an expression calls `:value`. */
export const put = (id: string, value = 1, more: object = {}) => ({
  Put: { TableName: 'table', Item: item(id, value), ...more },
});
export const add = (id: string, attribute: string, value: number, more: object = {}) => ({
  Update: {
    TableName: 'table',
    Key: Key(id),
    UpdateExpression: `SET #to = ${attribute} + :value`,
    ExpressionAttributeNames: { '#to': 'value' },
    ExpressionAttributeValues: { ':value': n(value) },
    ...more,
  },
});
export const remove = (id: string, more: object = {}) => ({
  Delete: { TableName: 'table', Key: Key(id), ...more },
});
export const check = (id: string, ConditionExpression: string, more: object = {}) => ({
  ConditionCheck: { TableName: 'table', Key: Key(id), ConditionExpression, ...more },
});
export const get = (id: string, more: object = {}) => ({ Get: { TableName: 'table', Key: Key(id), ...more } });
export const cost = (value: number) => ({ ExpressionAttributeValues: { ':cost': n(value) } });
