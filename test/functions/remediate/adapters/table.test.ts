import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { dynamoTable } from '../../../../functions/remediate/adapters/table';
import type { Table } from '../../../../functions/remediate/ports';
import { FakeTable } from '../support/fakes';

/** The fake that the other tests rely on and the adapter must keep the same promises. */
const tables: Record<string, () => Promise<{ table: Table; close: () => void }>> = {
  'The fake table': async () => ({ table: new FakeTable(), close: () => {} }),
  'The table in DynamoDB': async () => {
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'healer',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    return {
      table: dynamoTable('healer', client),
      close: () => {
        client.destroy();
        server.close();
      },
    };
  },
};

describe.each(Object.entries(tables))('%s', (_name, make) => {
  let table: Table;
  let close: () => void;
  beforeAll(async () => ({ table, close } = await make()));
  afterAll(() => close());

  it('inserts an item once, without its undefined attributes', async () => {
    const key = { pk: 'A', sk: 'INSERT' };
    expect(await table.insert({ ...key, state: 'first', nothing: undefined })).toBe(true);
    expect(await table.insert({ ...key, state: 'second' })).toBe(false);
    expect(await table.get(key)).toEqual({ ...key, state: 'first' });
    expect(await table.get({ pk: 'A', sk: 'NONE' })).toBeUndefined();
  });

  it('gets several items at once, in the order of the keys', async () => {
    const key = (pk: string, sk: string) => ({ pk, sk });
    for (const sk of ['LEASE', 'ALIAS']) await table.insert({ ...key('D', sk), of: sk });
    await table.insert({ ...key('E', 'LEASE'), of: 'another' });
    expect(await table.getAll([key('E', 'LEASE'), key('D', 'ORDER'), key('D', 'ALIAS'), key('D', 'LEASE')])).toEqual([
      { ...key('E', 'LEASE'), of: 'another' },
      undefined,
      { ...key('D', 'ALIAS'), of: 'ALIAS' },
      { ...key('D', 'LEASE'), of: 'LEASE' },
    ]);
    expect(await table.getAll([])).toEqual([]);
  });

  it('refuses to get more than a hundred items at once, or one twice', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => ({ pk: 'F', sk: String(index) }));
    expect(await table.getAll(keys.slice(1))).toEqual(Array(100).fill(undefined));
    await expect(table.getAll(keys)).rejects.toThrow('101 keys');
    await expect(table.getAll([keys[0], keys[0]] as never)).rejects.toThrow('duplicates');
  });

  it('updates under a condition on values and on absence', async () => {
    const key = { pk: 'A', sk: 'UPDATE' };
    expect(await table.update(key, { set: { holder: 'me', revision: 1 }, where: { revision: undefined } })).toBe(true);
    expect(await table.update(key, { set: { holder: 'you' }, where: { revision: undefined } })).toBe(false);
    expect(await table.update(key, { set: { holder: 'you' }, where: { holder: 'me', revision: 2 } })).toBe(false);
    expect(
      await table.update(key, { set: { holder: undefined }, add: { revision: 1, token: 5 }, where: { holder: 'me' } }),
    ).toBe(true);
    expect(await table.get(key)).toEqual({ ...key, revision: 2, token: 5 });
  });

  it('removes an item under a condition on values and on absence', async () => {
    const key = { pk: 'A', sk: 'REMOVE' };
    await table.insert({ ...key, state: 'Healthy', barrier: 'migration' });
    expect(await table.remove(key, { state: 'Healthy', barrier: undefined })).toBe(false);
    expect(await table.remove(key, { state: 'Baking' })).toBe(false);
    expect(await table.remove(key, { state: 'Healthy', barrier: 'migration' })).toBe(true);
    expect(await table.get(key)).toBeUndefined();
    expect(await table.remove(key, {})).toBe(true);
  });

  it('appends to lists, which it makes', async () => {
    const key = { pk: 'A', sk: 'APPEND' };
    await table.update(key, { append: { timeline: [{ at: 1 }], signals: ['a'] } });
    await table.update(key, { append: { timeline: [{ at: 2 }] }, set: { status: 'open' } });
    await table.update(key, { append: { timeline: [] } });
    expect(await table.get(key)).toEqual({ ...key, timeline: [{ at: 1 }, { at: 2 }], signals: ['a'], status: 'open' });
  });

  it('finds the items of one partition by prefix, in order', async () => {
    for (const sk of ['VERSION#2', 'VERSION#1', 'LEASE']) await table.insert({ pk: 'B', sk });
    await table.insert({ pk: 'C', sk: 'VERSION#3' });
    expect((await table.query('B', 'VERSION#')).map(({ sk }) => sk)).toEqual(['VERSION#1', 'VERSION#2']);
  });
});
