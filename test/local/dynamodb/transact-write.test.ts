import { add, Bench, check, cost, item, put, remove } from './support';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.make('table');
  await bench.ask('PutItem', { TableName: 'table', Item: item('old', 1) });
  await bench.ask('PutItem', { TableName: 'table', Item: item('gone', 2) });
});

const byId = (one: unknown, other: unknown) => JSON.stringify(one).localeCompare(JSON.stringify(other));
const items = async () => (await bench.items()).sort(byId);
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const NONE = { Code: 'None' };
const cancelled = (...reasons: { readonly Code: string }[]) => ({
  code: 'TransactionCanceledException',
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
  fields: { CancellationReasons: reasons },
});

describe('a transaction whose conditions hold', () => {
  test('puts, updates and deletes, and leaves what it checks alone', async () => {
    const holds = 'attribute_not_exists(id)';
    expect(
      await bench.write([
        put('new', 5, { ConditionExpression: holds }),
        add('old', '#to', 2, {
          ConditionExpression: '#to = :cost',
          ExpressionAttributeValues: { ':value': { N: '2' }, ':cost': { N: '1' } },
        }),
        remove('gone', { ConditionExpression: 'attribute_exists(id)' }),
        check('none', holds),
      ]),
    ).toEqual({});
    expect(await items()).toEqual([item('new', 5), item('old', 3)]);
  });

  test('is about several tables, by name or by ARN', async () => {
    await bench.make('other');
    const elsewhere = { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/other' };
    await bench.write([put('a', 1), put('a', 2, elsewhere)]);
    expect(await bench.items('other')).toEqual([item('a', 2)]);
  });

  test('checks an item that there is without touching it', async () => {
    await bench.write([
      check('old', '#v = :cost OR #v = :cost', { ExpressionAttributeNames: { '#v': 'value' }, ...cost(1) }),
    ]);
    expect(await items()).toEqual([item('gone', 2), item('old', 1)]);
  });

  test('consumes twice what its actions do by themselves', async () => {
    expect(
      await bench.write([put('a'), check('old', 'attribute_exists(id)')], { ReturnConsumedCapacity: 'INDEXES' }),
    ).toEqual({
      ConsumedCapacity: [
        {
          TableName: 'table',
          CapacityUnits: 4,
          WriteCapacityUnits: 4,
          Table: { CapacityUnits: 4, WriteCapacityUnits: 4 },
        },
      ],
    });
  });
});

describe('a transaction of which one condition fails', () => {
  test('does nothing, and tells why by action, with the item where it is asked for', async () => {
    const fails = { ConditionExpression: '#v > :cost', ExpressionAttributeNames: { '#v': 'value' }, ...cost(1) };
    const telling = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    await expect(
      bench.write([
        put('new'),
        put('old', 9, { ...fails, ...telling }),
        remove('gone'),
        check('none', 'attribute_exists(id)', telling),
      ]),
    ).rejects.toMatchObject(cancelled(NONE, { ...FAILED, ...{ Item: item('old', 1) } }, NONE, FAILED));
    await expect(bench.write([remove('old', fails)])).rejects.not.toHaveProperty('fields.CancellationReasons.0.Item');
    expect(await items()).toEqual([item('gone', 2), item('old', 1)]);
  });

  test('makes no item where an update was guarded', async () => {
    await expect(
      bench.write([add('none', ':value', 1, { ConditionExpression: 'attribute_exists(id)' })]),
    ).rejects.toMatchObject(cancelled(FAILED));
    expect(await items()).toHaveLength(2);
  });
});

describe('a transaction with an update that its item does not bear', () => {
  test('puts back what the updates before it have done', async () => {
    const Message = 'The provided expression refers to an attribute that does not exist in the item';
    await expect(
      bench.write([put('new'), add('old', '#to', 5), add('none', ':value', 1), add('gone', 'lacking', 1), remove('x')]),
    ).rejects.toMatchObject(cancelled(NONE, NONE, NONE, { Code: 'ValidationError', ...{ Message } }, NONE));
    expect(await items()).toEqual([item('gone', 2), item('old', 1)]);
  });
});

describe('a transaction that does not fit its tables', () => {
  test('is cancelled by the first action that does not, before any condition is asked', async () => {
    const wrong = { Item: { id: { N: '1' } } };
    const Message = 'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N';
    await expect(
      bench.write([check('none', 'attribute_exists(id)'), put('a', 1, wrong), put('b', 1, wrong)]),
    ).rejects.toMatchObject(cancelled(NONE, { Code: 'ValidationError', ...{ Message } }, NONE));
  });

  test.each<[string, object[]]>([
    ['a key of another type', [remove('a', { Key: { id: { N: '1' } } })]],
    ['another key', [check('a', 'attribute_exists(id)', { Key: { other: { S: 'a' } } })]],
  ])('is cancelled by %s', async (_what, actions) => {
    const Message = 'The provided key element does not match the schema';
    await expect(bench.write(actions)).rejects.toMatchObject(cancelled({ Code: 'ValidationError', ...{ Message } }));
  });

  test.each<[string, object[]]>([
    ['no table', [put('a', 1, { TableName: 'nowhere' }), put('a', 1, { TableName: 'nowhere' })]],
    ['one of two tables', [put('a'), put('a', 1, { TableName: 'nowhere' })]],
  ])('is not found where there is %s of it', async (_what, actions) => {
    await expect(bench.write(actions)).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
    expect(await items()).toHaveLength(2);
  });
});

describe('a transaction is refused as a whole', () => {
  const placeholder = { ExpressionAttributeNames: { '#unused': 'a' } };
  test.each<[string, unknown, string]>([
    ['when it is empty', [], 'Member must have length greater than or equal to 1'],
    [
      'when it is of more than a hundred actions',
      Array.from({ length: 101 }, (_, index) => put(String(index))),
      'Member must have length less than or equal to 100',
    ],
    [
      'for two actions on one item',
      [put('a'), check('a', 'attribute_exists(id)')],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'for two actions in one',
      [{ ...put('a'), ...remove('b') }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'for no action in one',
      [{}],
      'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
    ],
    [
      'for what an action lacks',
      [put('a'), { Update: { TableName: 'table', Key: { id: { S: 'a' } } } }],
      "1 validation error detected: Value null at 'transactItems.2.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      'for what is no name of a table',
      [put('a'), remove('a', { TableName: 'bad!name' })],
      "1 validation error detected: Value 'bad!name' at 'transactItems.2.member.delete.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      'for an empty key',
      [remove('')],
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      'for a name that is null',
      [put('a', 1, { ConditionExpression: '#a = #a', ExpressionAttributeNames: { '#a': null } })],
      'An expression attribute name used in the document path is not defined; attribute name: #a',
    ],
    [
      'for an attribute that is null',
      [put('a', 1, { Item: { id: null } })],
      'Supplied AttributeValue is empty, must contain',
    ],
    [
      'for a name that no expression uses',
      [put('a'), check('b', 'attribute_exists(id)', placeholder)],
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}',
    ],
    [
      'for a value that an expression lacks',
      [put('a', 1, { ConditionExpression: 'id = :lacking' })],
      'An expression attribute value used in expression is not defined; attribute value: :lacking',
    ],
    [
      'for an expression that is none',
      [check('none', 'attribute_exists(id)'), add('old', ':value', 1, { UpdateExpression: 'SET' })],
      'Invalid UpdateExpression: Syntax error',
    ],
    [
      'for what it may be told of a failure',
      [put('a', 1, { ReturnValuesOnConditionCheckFailure: 'SOME' })],
      "Value 'SOME' at 'transactItems.1.member.put.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    ],
    [
      'when it says more than 4 MB',
      Array.from({ length: 12 }, (_, index) =>
        put('a', 1, { Item: { id: { S: String(index) }, text: { S: 'x'.repeat(350_000) } } }),
      ),
      'Transaction payload size cannot exceed 4MB. Payload Size: 4200',
    ],
  ])('%s', async (_why, actions, message) => {
    await expect(bench.write(actions)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect(await items()).toEqual([item('gone', 2), item('old', 1)]);
  });

  test.each([['text'], [[1]], [[null]], [[{ Put: 'text' }]], [[put('a', 1, { Item: { id: 'text' } })]]])(
    'where %j does not read as one',
    async (actions) => {
      await expect(bench.write(actions)).rejects.toMatchObject({ code: 'SerializationException' });
    },
  );

  test('for metrics of collections, which are not emulated', async () => {
    await expect(bench.write([put('a')], { ReturnItemCollectionMetrics: 'SIZE' })).rejects.toThrow(
      'does not implement ReturnItemCollectionMetrics of TransactWriteItems',
    );
    await bench.write([put('a')], { ReturnItemCollectionMetrics: 'NONE' });
  });
});

describe('a transaction with a token', () => {
  const increment = [add('old', '#to', 1)];
  const token = { ClientRequestToken: 'token', ReturnConsumedCapacity: 'TOTAL' };

  test('goes through once in ten minutes, and then only reads', async () => {
    const consumed = (by: string) => ({ ConsumedCapacity: [{ TableName: 'table', CapacityUnits: 2, [by]: 2 }] });
    expect(await bench.write(increment, token)).toEqual(consumed('WriteCapacityUnits'));
    await bench.platform.pass(599);
    expect(await bench.write(increment, token)).toEqual(consumed('ReadCapacityUnits'));
    expect(await items()).toContainEqual(item('old', 2));
    await bench.platform.pass(1);
    expect(await bench.write(increment, token)).toEqual(consumed('WriteCapacityUnits'));
    expect(await items()).toContainEqual(item('old', 3));
  });

  test('goes through once when it is asked twice at the same time', async () => {
    await Promise.all([bench.write(increment, token), bench.write(increment, token)]);
    expect(await items()).toContainEqual(item('old', 2));
  });

  test('is not another one, but one that was cancelled is free', async () => {
    await bench.write(increment, token);
    await expect(bench.write([put('a')], token)).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
    const free = { ClientRequestToken: 'free' };
    await expect(bench.write([check('none', 'attribute_exists(id)')], free)).rejects.toMatchObject(cancelled(FAILED));
    expect(await bench.write([put('a')], free)).toEqual({});
  });

  test('has a token of at most 36 characters', async () => {
    await expect(bench.write(increment, { ClientRequestToken: 'x'.repeat(37) })).rejects.toThrow(
      'Member must have length less than or equal to 36',
    );
  });
});
