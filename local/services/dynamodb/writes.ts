import { ServiceError } from '../../kernel/errors';
import { isObject } from '../support/json';
import type { Tables } from './tables';
import { WriteOrder } from './write-order';

type Input = Readonly<Record<string, unknown>>;

const WRITES = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'];

/**
 * The operations on items. The engine does not tell which item a condition failed on, so that is read after it, with no
 * other write in between.
 */
export class Writes {
  private readonly order = new WriteOrder();

  constructor(private readonly tables: Tables) {}

  send(operation: string, input: Input): Promise<object> {
    if (!WRITES.includes(operation)) return this.tables.send(operation, input);
    const { ReturnValuesOnConditionCheckFailure: wanted = 'NONE', ...rest } = input;
    if (wanted === 'NONE') return this.order.beside(() => this.tables.send(operation, rest));
    if (wanted !== 'ALL_OLD') throw noSuchValue(wanted);
    return this.order.alone(() => this.tellingItem(operation, rest));
  }

  private async tellingItem(operation: string, input: Input): Promise<object> {
    try {
      return await this.tables.send(operation, input);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') throw error;
      const { TableName } = input;
      const Key = input.Key ?? (await this.keyOf(TableName, input.Item));
      const found = await this.tables.send('GetItem', { TableName, Key, ConsistentRead: true });
      throw new ServiceError(error.code, error.message, error.status, { ...error.fields, ...found });
    }
  }

  private async keyOf(TableName: unknown, item: unknown): Promise<object> {
    const described = (await this.tables.send('DescribeTable', { TableName })) as {
      readonly Table: { readonly KeySchema: readonly { readonly AttributeName: string }[] };
    };
    const names = described.Table.KeySchema.map(({ AttributeName }) => AttributeName);
    return Object.fromEntries(Object.entries(isObject(item) ? item : {}).filter(([name]) => names.includes(name)));
  }
}

const noSuchValue = (value: unknown): ServiceError =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
  );
