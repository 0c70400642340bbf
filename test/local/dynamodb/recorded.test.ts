import { Bench, TABLE } from './support';

/** What AWS was recorded to answer. */

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.platform.pass(3600);
  await bench.make('table');
});

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/table';
const item = (id: string, price: number) => ({ id: { S: id }, price: { N: String(price) } });
const ask = <Output = Record<string, unknown>>(operation: string, input: object) => bench.ask<Output>(operation, input);

test('a table shows its UUID, when it was made by the clock, and how warm it is', async () => {
  const { Table } = await ask<{ Table: { TableId: string } }>('DescribeTable', { TableName: 'table' });
  expect(Table).toMatchObject({
    TableArn: ARN,
    CreationDateTime: bench.platform.clock.now() / 1000,
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
  });
  expect(Table.TableId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
});

test('a table shows by the clock when its throughput was changed, and since when it is on demand', async () => {
  const provisioned = { ReadCapacityUnits: 2, WriteCapacityUnits: 2 };
  await bench.platform.pass(60);
  await ask('UpdateTable', { TableName: 'table', BillingMode: 'PROVISIONED', ProvisionedThroughput: provisioned });
  await bench.active('table');
  const changed = bench.platform.clock.now() / 1000;
  const shown = async () => (await ask('DescribeTable', { TableName: 'table' })).Table;
  expect(await shown()).toMatchObject({ ProvisionedThroughput: { LastIncreaseDateTime: changed } });
  await bench.platform.pass(60);
  await ask('UpdateTable', { TableName: 'table', BillingMode: 'PAY_PER_REQUEST' });
  await bench.active('table');
  expect(await shown()).toMatchObject({
    BillingModeSummary: { LastUpdateToPayPerRequestDateTime: bench.platform.clock.now() / 1000 },
  });
});

test('a table with provisioned units is as warm as those, and its indexes as theirs', async () => {
  const units = (ReadCapacityUnits: number) => ({
    ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits: 1 },
  });
  const { BillingMode: _, ...table } = TABLE;
  const made = await ask('CreateTable', {
    ...table,
    ...units(5),
    TableName: 'provisioned',
    GlobalSecondaryIndexes: [
      { IndexName: 'byId', KeySchema: TABLE.KeySchema, Projection: { ProjectionType: 'ALL' }, ...units(2) },
    ],
  });
  expect(made.TableDescription).not.toHaveProperty('WarmThroughput');
  expect(await ask('DescribeTable', { TableName: 'provisioned' })).toMatchObject({
    Table: {
      WarmThroughput: { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 1 },
      GlobalSecondaryIndexes: [
        { IndexArn: `${ARN.replace(/table$/, 'provisioned')}/index/byId`, WarmThroughput: { ReadUnitsPerSecond: 2 } },
      ],
    },
  });
});

test('a table that is made twice is told by its name, and one that goes no longer shows its keys', async () => {
  await expect(ask('CreateTable', TABLE)).rejects.toMatchObject({
    code: 'ResourceInUseException',
    message: 'Table already exists: table',
  });
  const { TableDescription } = await ask('DeleteTable', { TableName: 'table' });
  expect(TableDescription).toMatchObject({ TableName: 'table', TableStatus: 'DELETING' });
  expect(TableDescription).not.toHaveProperty('KeySchema');
});

test('an empty key is refused in one way by reads and writes', async () => {
  const message =
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id';
  const refused = { code: 'ValidationException', message };
  await expect(ask('GetItem', { TableName: 'table', Key: { id: { S: '' } } })).rejects.toMatchObject(refused);
  await expect(ask('PutItem', { TableName: 'table', Item: item('', 1) })).rejects.toMatchObject(refused);
});

test.each([
  ['an attribute', null],
  ['an element of a list', { L: [null] }],
  ['an attribute of a map', { M: { inner: null } }],
])('%s that is null is refused, and harms nobody', async (_what, value) => {
  await expect(ask('PutItem', { TableName: 'table', Item: { id: { S: 'a' }, value } })).rejects.toThrow(
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  );
});

test.each([{ SS: ['a', null] }, { NS: [null] }, { BS: [null] }])(
  'a member of a set that is null is refused: %j',
  async (value) => {
    const refused = expect.objectContaining({ code: 'ValidationException' });
    await expect(ask('PutItem', { TableName: 'table', Item: { id: { S: 'a' }, value } })).rejects.toEqual(refused);
    expect(await ask('GetItem', { TableName: 'table', Key: { id: { S: 'a' } } })).toEqual({});
  },
);

test('what a table is asked not to have, it may be asked not to have', async () => {
  const off = { StreamSpecification: { StreamEnabled: false }, SSESpecification: { Enabled: false } };
  await ask('CreateTable', { ...TABLE, ...off, TableName: 'plain' });
  expect(await ask('ListTables', {})).toEqual({ TableNames: ['plain', 'table'] });
});

test('batches take tables by ARN, and answer by it', async () => {
  const put = [{ PutRequest: { Item: item('a', 1) } }];
  expect(await ask('BatchWriteItem', { RequestItems: { [ARN]: put } })).toEqual({ UnprocessedItems: {} });
  const Keys = [{ id: { S: 'a' } }];
  expect(await ask('BatchGetItem', { RequestItems: { [ARN]: { Keys } } })).toMatchObject({
    Responses: { [ARN]: [item('a', 1)] },
  });
  await expect(ask('BatchGetItem', { RequestItems: { [ARN]: { Keys }, table: { Keys } } })).rejects.toThrow(
    'does not implement a batch with one table by its name and by its ARN',
  );
});

describe('the item on which a condition failed', () => {
  const expensive = {
    ConditionExpression: 'price < :most',
    ExpressionAttributeValues: { ':most': { N: '2' } },
  };
  const asking = { ...expensive, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const Key = { id: { S: 'a' } };
  beforeEach(() => ask('PutItem', { TableName: 'table', Item: item('a', 3) }));

  test.each([
    ['DeleteItem', { Key }],
    ['PutItem', { Item: item('a', 1) }],
    ['UpdateItem', { Key, UpdateExpression: 'SET note = :most' }],
  ])('is told by %s when asked', async (operation, input) => {
    const refusal = { code: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
    await expect(ask(operation, { TableName: 'table', ...input, ...asking })).rejects.toMatchObject({
      ...refusal,
      fields: { Item: item('a', 3), Message: refusal.message },
    });
    await expect(ask(operation, { TableName: 'table', ...input, ...expensive })).rejects.not.toHaveProperty(
      'fields.Item',
    );
  });

  test('is the one that it failed on, whatever is written at once', async () => {
    const failing = ask('DeleteItem', { TableName: 'table', Key, ...asking });
    const after = ask('PutItem', { TableName: 'table', Item: item('a', 9) });
    await expect(failing).rejects.toMatchObject({ fields: { Item: item('a', 3) } });
    await after;
    expect(await ask('GetItem', { TableName: 'table', Key })).toEqual({ Item: item('a', 9) });
  });

  test('is not there when there was none', async () => {
    const none = { TableName: 'table', Key: { id: { S: 'none' } }, ...asking };
    await expect(ask('DeleteItem', none)).rejects.not.toHaveProperty('fields.Item');
    await expect(ask('DeleteItem', { ...none, ReturnValuesOnConditionCheckFailure: 'SOME' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });
});
