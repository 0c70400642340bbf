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

  it('keeps the end of a fault with the version that carries it, and no other', async () => {
    const { note, noteFaultEnd, find } = record();
    await noteFaultEnd('orders', { version: '1', until: null });
    expect(await find('orders')).toBeUndefined();
    await note('orders', alias('2'), NOW);
    await noteFaultEnd('orders', { version: '1', until: null });
    expect(await find('orders')).not.toHaveProperty('faultEnd');
    await noteFaultEnd('orders', { version: '2', until: '2026-03-14T10:00:00Z' });
    expect(await find('orders')).toMatchObject({ faultEnd: { version: '2', until: '2026-03-14T10:00:00Z' } });
  });
});
