import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { isObject } from '../support/json';

type Members = Readonly<Record<string, unknown>>;

/** Members of a batch's answer that are by table. */
const BY_TABLE = ['Responses', 'UnprocessedKeys', 'UnprocessedItems', 'ItemCollectionMetrics'];

/** DynamoDB takes a table's ARN wherever it takes its name. */
export const nameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;

/** @throws NotEmulatedError for a table that belongs elsewhere */
export function refuseTablesElsewhere(input: Members, { region, account }: Pick<Platform, 'region' | 'account'>): void {
  const ours = `arn:aws:dynamodb:${region}:${account}:`;
  const elsewhere = tablesIn(input).find((name) => name.startsWith('arn:') && !name.startsWith(ours));
  if (elsewhere !== undefined) throw new NotEmulatedError(`the table ${elsewhere} of another account or region`);
}

function tablesIn({ TableName, RequestItems, TransactItems }: Members): readonly string[] {
  const actions = Array.isArray(TransactItems) ? TransactItems.filter(isObject).flatMap(Object.values) : [];
  return [
    TableName,
    ...Object.keys(isObject(RequestItems) ? RequestItems : {}),
    ...actions.filter(isObject).map((action) => action.TableName),
  ].filter((name) => typeof name === 'string');
}

/** An input with names only, and a way to give the answer the ARNs back that a batch was asked with. */
export function withNames(input: Members): { readonly input: Members; restored(answer: object): object } {
  const { TableName, RequestItems } = input;
  const named = typeof TableName === 'string' ? { ...input, TableName: nameOf(TableName) } : input;
  if (!isObject(RequestItems)) return { input: named, restored: (answer) => answer };
  const asked = new Map<string, string>();
  for (const given of Object.keys(RequestItems)) {
    if (asked.has(nameOf(given))) throw new NotEmulatedError('a batch with one table by its name and by its ARN');
    asked.set(nameOf(given), given);
  }
  return {
    input: { ...named, RequestItems: renamed(RequestItems, nameOf) },
    restored: (answer) =>
      Object.fromEntries(
        Object.entries(answer).map(([member, value]) =>
          BY_TABLE.includes(member) && isObject(value)
            ? [member, renamed(value, (name) => asked.get(name) ?? name)]
            : [member, value],
        ),
      ),
  };
}

const renamed = (byTable: Members, rename: (name: string) => string): Members =>
  Object.fromEntries(Object.entries(byTable).map(([name, value]) => [rename(name), value]));
