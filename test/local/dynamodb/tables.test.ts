import { Bench, TABLE } from './support';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.make('table');
});

const ask = <Output = Record<string, unknown>>(operation: string, input: object) => bench.ask<Output>(operation, input);

test('a protected table is not deleted until its protection is gone', async () => {
  const protect = (DeletionProtectionEnabled: boolean) =>
    ask('UpdateTable', { TableName: 'table', DeletionProtectionEnabled });
  expect(await protect(true)).toMatchObject({
    TableDescription: { TableName: 'table', DeletionProtectionEnabled: true },
  });
  await expect(ask('DeleteTable', { TableName: 'table' })).rejects.toThrow('protected against deletion');
  await protect(false);
  await ask('DeleteTable', { TableName: 'table' });
  expect(await listedAtLast()).toEqual({ TableNames: [] });
});

/** A table is DELETING for a moment of real time: the engine has timers of its own. */
async function listedAtLast(): Promise<{ readonly TableNames: readonly string[] }> {
  for (let looks = 0; looks < 100; looks += 1) {
    const listed = await ask<{ readonly TableNames: readonly string[] }>('ListTables', {});
    if (listed.TableNames.length === 0) return listed;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return ask('ListTables', {});
}

test.each([
  [
    'CreateTable',
    { ...TABLE, TableName: 'other', StreamSpecification: { StreamEnabled: true } },
    'StreamSpecification',
  ],
  ['UpdateTable', { TableName: 'table', GlobalSecondaryIndexUpdates: [] }, 'GlobalSecondaryIndexUpdates'],
])('%s refuses by name what the engine would drop', async (operation, input, member) => {
  await expect(ask(operation, input)).rejects.toThrow(`does not implement ${member} of ${operation}`);
});

test('tags of a table are kept', async () => {
  const { Table } = await ask<{ Table: { TableArn: string } }>('DescribeTable', { TableName: 'table' });
  await ask('TagResource', { ResourceArn: Table.TableArn, Tags: [{ Key: 'a', Value: '1' }] });
  expect(await ask('ListTagsOfResource', { ResourceArn: Table.TableArn })).toEqual({
    Tags: [{ Key: 'a', Value: '1' }],
  });
});

test('a table is made with tags', async () => {
  const Tags = [{ Key: 'team', Value: 'a' }];
  await ask('CreateTable', { ...TABLE, TableName: 'tagged', Tags });
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/tagged';
  expect(await ask('ListTagsOfResource', { ResourceArn })).toEqual({ Tags });
});

test('a table of another region is refused, wherever an operation names it', async () => {
  const TableName = 'arn:aws:dynamodb:eu-west-1:000000000000:table/table';
  const Item = { id: { S: 'a' } };
  const refusal = `the table ${TableName} of another account or region`;
  await expect(ask('PutItem', { TableName, Item })).rejects.toThrow(refusal);
  await expect(ask('BatchGetItem', { RequestItems: { [TableName]: { Keys: [Item] } } })).rejects.toThrow(refusal);
  await expect(ask('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] })).rejects.toThrow(refusal);
});
