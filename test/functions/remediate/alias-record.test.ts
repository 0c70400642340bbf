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

    it('is not read again', async () => {
      const table = new FakeTable();
      const { noteAfter, find } = aliasRecords(table);
      const reads = calls(table);
      expect(await noteAfter(undefined, 'orders', alias('1'), NOW)).toEqual({ earliest: undefined, latest: NOW });
      expect(reads).toEqual([]);
      const first = await find('orders');
      reads.length = 0;
      expect(await noteAfter(first, 'orders', alias('1'), NOW + 60)).toEqual({ earliest: undefined, latest: NOW });
      const second = { ...first, seenAt: NOW + 60 };
      expect(await noteAfter(second, 'orders', alias('2'), NOW + 90)).toEqual({
        earliest: NOW + 60,
        latest: NOW + 90,
      });
      expect(reads).toEqual([]);
    });

    it.each(['1', '2'])(
      'is read again when a newer sight was noted meanwhile, which stays (seen: %s)',
      async (seen) => {
        const table = new FakeTable();
        const { note, noteAfter, find } = aliasRecords(table);
        await note('orders', alias('1'), NOW);
        const before = await find('orders');
        await note('orders', alias('3'), NOW + 90);
        expect(await noteAfter(before, 'orders', alias(seen), NOW + 60)).toEqual({ earliest: NOW, latest: NOW + 90 });
        expect(await find('orders')).toMatchObject({ version: '3', since: NOW + 90, seenAt: NOW + 90 });
      },
    );

    it('is noted all the same when only an older sight was noted meanwhile', async () => {
      const { note, noteAfter, find } = record();
      await note('orders', alias('1'), NOW);
      const before = await find('orders');
      await note('orders', alias('2'), NOW + 30);
      expect(await noteAfter(before, 'orders', alias('3'), NOW + 60)).toEqual({
        earliest: NOW + 30,
        latest: NOW + 60,
      });
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
