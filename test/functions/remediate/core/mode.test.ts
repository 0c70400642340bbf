import { modeNow, type Order } from '../../../../functions/remediate/core/mode';
import { NOW } from '../support/evidence';

const order = (changes: Partial<Order>): Order => ({
  mode: 'paused',
  by: 'ann',
  reason: 'black Friday',
  at: NOW - 60_000,
  ...changes,
});

describe('The mode that counts', () => {
  it.each([
    ['the policy’s, without an order', undefined, 'armed'],
    ['the order’s, until it is lifted', order({}), 'paused'],
    ['the order’s, as long as it lasts', order({ until: NOW + 1 }), 'paused'],
    ['the policy’s, once the order’s time is over', order({ until: NOW }), 'armed'],
    ['the order’s, also when it lets more happen', order({ mode: 'armed' }), 'armed'],
  ])('is %s', (_, given, expected) => {
    expect(modeNow('armed', given, NOW)).toBe(expected);
  });

  it('is the order’s when it arms what the policy has in shadow', () => {
    expect(modeNow('shadow', order({ mode: 'armed' }), NOW)).toBe('armed');
  });
});
