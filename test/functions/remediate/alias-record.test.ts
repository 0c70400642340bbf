import { aliasRecords } from '../../../functions/remediate/alias-record';
import { FakeTable } from './support/fakes';

const NOW = Date.parse('2026-03-14T09:30:00.000Z');
const alias = (version: string) => ({ version, weights: {}, revisionId: `revision-${version}` });

describe('The record of the alias', () => {
  const record = () => aliasRecords(new FakeTable());

  it('tells since when the alias is as it is: after the last sight of the one before, and at the first of this one', async () => {
    const { note } = record();
    expect(await note('orders', alias('1'), NOW)).toEqual({ earliest: undefined, latest: NOW });
    expect(await note('orders', alias('1'), NOW + 60)).toEqual({ earliest: undefined, latest: NOW });
    expect(await note('orders', alias('2'), NOW + 90)).toEqual({ earliest: NOW + 60, latest: NOW + 90 });
  });

  it('is not set back by a sight from before the last change that arrives late', async () => {
    const { note, find } = record();
    await note('orders', alias('1'), NOW);
    await note('orders', alias('2'), NOW + 90);
    expect(await note('orders', alias('1'), NOW + 80)).toEqual({ earliest: NOW, latest: NOW + 90 });
    expect(await find('orders')).toMatchObject({ version: '2', since: NOW + 90 });
  });

  describe('as one has read it before looking', () => {
    const calls = (table: FakeTable) => {
      const reads: string[] = [];
      const get = table.get.bind(table);
      table.get = (key) => {
        reads.push(key.sk);
        return get(key);
      };
      return reads;
    };

    const ORDERS = { targetId: 'orders', functionName: 'orders-function' };

    async function scene() {
      const table = new FakeTable();
      const records = aliasRecords(table);
      await records.noteFunction('orders', ORDERS.functionName);
      return { ...records, reads: calls(table) };
    }

    it('is not read again', async () => {
      const { noteAfter, find, reads } = await scene();
      expect(await noteAfter(undefined, ORDERS, alias('1'), NOW)).toBe(true);
      expect(reads).toEqual([]);
      const first = await find('orders');
      reads.length = 0;
      expect(await noteAfter(first, ORDERS, alias('1'), NOW + 60)).toBe(true);
      expect(await noteAfter({ ...first, seenAt: NOW + 60 }, ORDERS, alias('2'), NOW + 90)).toBe(true);
      expect(reads).toEqual([]);
      expect(await find('orders')).toMatchObject({ version: '2', earliest: NOW + 60, since: NOW + 90 });
    });

    it.each(['1', '2'])(
      'is read again when a newer sight was noted meanwhile, which stays (seen: %s)',
      async (seen) => {
        const { note, noteAfter, find } = await scene();
        await note('orders', alias('1'), NOW);
        const before = await find('orders');
        await note('orders', alias('3'), NOW + 90);
        expect(await noteAfter(before, ORDERS, alias(seen), NOW + 60)).toBe(true);
        expect(await find('orders')).toMatchObject({ version: '3', since: NOW + 90, seenAt: NOW + 90 });
      },
    );

    it('is noted all the same when only an older sight was noted meanwhile', async () => {
      const { note, noteAfter, find } = await scene();
      await note('orders', alias('1'), NOW);
      const before = await find('orders');
      await note('orders', alias('2'), NOW + 30);
      expect(await noteAfter(before, ORDERS, alias('3'), NOW + 60)).toBe(true);
      expect(await find('orders')).toMatchObject({ version: '3', earliest: NOW + 30, since: NOW + 60 });
    });

    it.each(['1', '2'])('is left alone when it speaks of another function by now (seen: %s)', async (seen) => {
      const { note, noteAfter, noteFunction, find } = await scene();
      await note('orders', alias('1'), NOW);
      const before = await find('orders');
      await noteFunction('orders', 'orders-function-2');
      const now = await find('orders');
      expect(await noteAfter(before, ORDERS, alias(seen), NOW + 60)).toBe(false);
      expect(await find('orders')).toEqual(now);
    });
  });

  it('keeps what the live version is with the sight of the alias that named its version, and no other', async () => {
    const { note, noteLive, find } = record();
    const said = (version: string) => ({
      revisionId: `revision-${version}`,
      codeSha256: 'code',
      variables: { FAULT: null },
    });
    await noteLive('orders', said('1'));
    expect(await find('orders')).toBeUndefined();
    await note('orders', alias('2'), NOW);
    await noteLive('orders', said('1'));
    expect(await find('orders')).not.toHaveProperty('live');
    await noteLive('orders', said('2'));
    expect(await find('orders')).toMatchObject({ live: said('2') });
  });

  it('forgets what the live version was when the target has another function', async () => {
    const { note, noteLive, noteFunction, find } = record();
    await note('orders', alias('1'), NOW);
    await noteLive('orders', { revisionId: 'revision-1', codeSha256: 'code', variables: { FAULT: '1' } });
    await noteFunction('orders', 'orders-function-2');
    expect(await find('orders')).not.toHaveProperty('live');
  });
});
