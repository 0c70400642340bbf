import { getTogether } from '../../../../functions/remediate/adapters/batch-get';
import type { Item } from '../../../../functions/remediate/ports';

const item = (sk: string): Item => ({ pk: 'A', sk });
const ITEMS = ['LEASE', 'ALIAS', 'ORDER'].map(item);

/** DynamoDB under load: answers so many keys of each call, beginning with the last one, and leaves the others. */
function loaded(answered: readonly number[]) {
  const asked: number[] = [];
  const waits: number[] = [];
  return {
    asked,
    waits,
    get: () =>
      getTogether(
        ITEMS,
        async (keys) => {
          const room = answered[asked.push(keys.length) - 1] ?? 0;
          const left = keys.slice(0, keys.length - room);
          const found = keys.slice(left.length).map(({ sk }) => item(sk));
          return { found: found.reverse(), left };
        },
        { sleep: async (milliseconds) => void waits.push(milliseconds) },
      ),
  };
}

describe('A read of several items', () => {
  it('asks again for those that were left, later each time, until it has all', async () => {
    const { get, asked, waits } = loaded([1, 0, 1, 1]);
    expect(await get()).toEqual(ITEMS);
    expect(asked).toEqual([3, 2, 2, 1]);
    expect(waits).toEqual([50, 100, 200]);
  });

  it('gives up after five tries: what was not read must not pass for what is not there', async () => {
    const { get, asked, waits } = loaded([2, 0, 0, 0, 0, 1]);
    await expect(get()).rejects.toMatchObject({
      name: 'ServiceBusy',
      message: 'DynamoDB has left 1 of 3 keys unread 5 times in a row.',
    });
    expect(asked).toEqual([3, 1, 1, 1, 1]);
    expect(waits).toEqual([50, 100, 200, 400]);
  });

  it('asks once when all is answered', async () => {
    const { get, asked, waits } = loaded([3]);
    await get();
    expect([asked, waits]).toEqual([[3], []]);
  });
});
