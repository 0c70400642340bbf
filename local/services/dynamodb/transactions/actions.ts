import { ServiceError } from '../../../kernel/errors';
import { isObject } from '../../support/json';
import type { Item } from '../item-key';
import { nameOf } from '../table-names';

/** Members by which expressions of an action are given. */
export type Expressions = Readonly<
  Partial<Record<'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues', unknown>>
>;

interface OfTable {
  /** The table's name, and the name or ARN that was asked with. */
  readonly table: string;
  readonly asked: string;
}

interface Conditional extends OfTable {
  readonly expressions: Expressions;
  /** Whether the item is told when the condition fails on it. */
  readonly tellsItem: boolean;
}

export type Put = Conditional & { readonly kind: 'Put'; readonly item: Item };
export type Update = Conditional & { readonly kind: 'Update'; readonly key: Item; readonly update: string };
export type Keyed = Conditional & { readonly kind: 'Delete' | 'ConditionCheck'; readonly key: Item };

/** What a transaction does to one item. */
export type Write = Put | Update | Keyed;

export interface Get extends OfTable {
  readonly key: Item;
  readonly projection: Readonly<Partial<Record<'ProjectionExpression' | 'ExpressionAttributeNames', unknown>>>;
}

const KINDS = ['ConditionCheck', 'Put', 'Delete', 'Update'] as const;

/** @throws SerializationException, ValidationException */
export const writesOf = (items: unknown): readonly Write[] => listed(items).map(writeOf);

/** @throws SerializationException, ValidationException */
export const getsOf = (items: unknown): readonly Get[] =>
  listed(items).map((item, index) => {
    const given = structure(item.Get);
    const { Key, ProjectionExpression, ExpressionAttributeNames } = given;
    const projection = present({ ProjectionExpression, ExpressionAttributeNames });
    return { ...tableOf(given, `${index + 1}.member.get`), key: structure(Key), projection };
  });

function writeOf(item: Item, index: number): Write {
  const kinds = KINDS.filter((kind) => item[kind] !== undefined && item[kind] !== null);
  const [kind] = kinds;
  if (kinds.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (kind === undefined) {
    throw invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
  }
  const given = structure(item[kind]);
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = given;
  const path = `${index + 1}.member.${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
  const common = {
    ...tableOf(given, path),
    expressions: present({ ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues }),
    tellsItem: given.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
  switch (kind) {
    case 'Put':
      return { ...common, kind, item: structure(given.Item) };
    case 'Update':
      return { ...common, kind, key: structure(given.Key), update: String(given.UpdateExpression) };
    case 'Delete':
    case 'ConditionCheck':
      return { ...common, kind, key: structure(given.Key) };
  }
}

function tableOf({ TableName }: Item, path: string): OfTable {
  const asked = String(TableName);
  if (!asked.startsWith('arn:') && !/^[\w.-]+$/.test(asked)) {
    throw invalid(
      `1 validation error detected: Value '${asked}' at 'transactItems.${path}.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    );
  }
  return { table: nameOf(asked), asked };
}

const present = (members: Item): Item =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));

function listed(items: unknown): readonly Item[] {
  if (!Array.isArray(items)) throw new ServiceError('SerializationException', 'Unexpected field type');
  return items.map(structure);
}

function structure(value: unknown): Item {
  if (!isObject(value)) throw new ServiceError('SerializationException', 'Unexpected value type in payload');
  return value;
}

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
