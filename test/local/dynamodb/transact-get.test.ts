import { Bench, get, item, put } from './support';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.make('table');
  await bench.write([put('a', 1), put('b', 2)]);
});

const read = (TransactItems: unknown, more: object = {}) => bench.ask('TransactGetItems', { TransactItems, ...more });

test('items are read in the order in which they are asked for, and as much of them', async () => {
  const part = { ProjectionExpression: '#v', ExpressionAttributeNames: { '#v': 'value' } };
  expect(await read([get('b'), get('none'), get('a', part)])).toEqual({
    Responses: [{ Item: item('b', 2) }, {}, { Item: { value: { N: '1' } } }],
  });
});

test('reading consumes twice as much as reading each item does', async () => {
  expect(await read([get('a'), get('none')], { ReturnConsumedCapacity: 'TOTAL' })).toMatchObject({
    ConsumedCapacity: [{ TableName: 'table', CapacityUnits: 4, ReadCapacityUnits: 4 }],
  });
});

test.each<[string, unknown, string, string]>([
  ['nothing', [], 'ValidationException', 'Member must have length greater than or equal to 1'],
  [
    'no Get',
    [{}],
    'ValidationException',
    "Value null at 'transactItems.1.member.get' failed to satisfy constraint: Member must not be null",
  ],
  [
    'an item twice',
    [get('a'), get('b'), get('a')],
    'ValidationException',
    'Transaction request cannot include multiple operations on one item',
  ],
  [
    'a table that is not',
    [get('a', { TableName: 'nowhere' })],
    'ResourceNotFoundException',
    'Requested resource not found',
  ],
  [
    'another key',
    [get('a'), get('a', { Key: {} })],
    'TransactionCanceledException',
    'cancellation reasons for specific reasons [None, ValidationError]',
  ],
  [
    'a name that is not used',
    [get('a', { ProjectionExpression: 'id', ExpressionAttributeNames: { '#v': 'v' } })],
    'ValidationException',
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#v}',
  ],
  [
    'a part that is none',
    [get('a', { ProjectionExpression: '!' })],
    'ValidationException',
    'Invalid ProjectionExpression',
  ],
  ['text', 'text', 'SerializationException', ''],
])('%s is not read', async (_what, actions, code, message) => {
  await expect(read(actions)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('more than 4 MB are not read at once', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => String(index));
  for (const id of ids) {
    await bench.ask('PutItem', { TableName: 'table', Item: { id: { S: id }, text: { S: 'x'.repeat(350_000) } } });
  }
  await expect(read(ids.map((id) => get(id)))).rejects.toThrow('Payload in response is too large.');
});
