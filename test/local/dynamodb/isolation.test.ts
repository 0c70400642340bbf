import { add, Bench, check, get, item, put } from './support';

const IDS = Array.from({ length: 12 }, (_, index) => `item${index}`);
let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.make('table');
});

/** What readers saw that asked now and then until `work` was done. */
async function seenDuring<Seen>(work: Promise<unknown>, read: () => Promise<Seen>): Promise<Seen[]> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  const seen: Promise<Seen>[] = [];
  for (let reads = 0; reads < 50 && !isDone; reads += 1) {
    seen.push(read());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(seen);
}

test('readers see all of a transaction or nothing', async () => {
  const counts = await seenDuring(bench.write(IDS.map((id) => put(id))), async () => (await bench.items()).length);
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.filter((count) => count !== 0 && count !== IDS.length)).toEqual([]);
  expect(await bench.items()).toHaveLength(IDS.length);
});

test('readers see nothing of what is put back', async () => {
  await bench.write(IDS.map((id) => put(id, 1)));
  const failing = bench.write([...IDS.map((id) => add(id, '#to', 1)), add('none', 'lacking', 1)]);
  const values = await seenDuring(failing, async () => JSON.stringify((await bench.items()).sort()));
  await expect(failing).rejects.toMatchObject({ code: 'TransactionCanceledException' });
  expect(new Set(values).size).toBe(1);
});

test('no write comes between a condition and what it guards', async () => {
  await bench.write([put('counter', 0)]);
  const guarded = (value: number) =>
    bench.write([
      check('lock', 'attribute_not_exists(id)'),
      put('counter', value + 1, {
        ConditionExpression: '#v = :value',
        ExpressionAttributeNames: { '#v': 'value' },
        ExpressionAttributeValues: { ':value': { N: String(value) } },
      }),
    ]);
  const results = await Promise.allSettled([
    guarded(0),
    guarded(0),
    bench.ask('PutItem', { TableName: 'table', Item: item('lock', 1) }),
    guarded(1),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(await bench.items()).toContainEqual(item('counter', 1));
});

test('a transaction that reads sees one state', async () => {
  await bench.write([put('one', 0), put('other', 0)]);
  const writes = (async () => {
    for (let value = 1; value <= 5; value += 1) await bench.write([put('one', value), put('other', value)]);
  })();
  const reads = await seenDuring(writes, () =>
    bench.ask('TransactGetItems', { TransactItems: [get('one'), get('other')] }),
  );
  for (const { Responses } of reads) {
    const [one, other] = (Responses as { Item: { value: unknown } }[]).map(({ Item }) => Item.value);
    expect(one).toEqual(other);
  }
});

test('a table is not deleted under a transaction', async () => {
  const written = bench.write(IDS.map((id) => put(id)));
  const deleted = bench.ask('DeleteTable', { TableName: 'table' });
  await expect(written).resolves.toEqual({});
  await expect(deleted).resolves.toMatchObject({ TableDescription: { TableStatus: 'DELETING' } });
});
