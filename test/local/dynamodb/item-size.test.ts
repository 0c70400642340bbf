import { itemSize } from '../../../local/services/dynamodb/transactions/item-size';

test.each<[string, object, number]>([
  ['a text, in bytes of UTF-8', { ab: { S: 'é' } }, 4],
  ['bytes, not their Base64', { a: { B: 'AAEC' } }, 4],
  ['a number by pairs of digits', { a: { N: '1234' } }, 4],
  ['a number without the zeros around it', { a: { N: '-0.00120' } }, 4],
  ['a truth', { a: { BOOL: true } }, 2],
  ['nothing', { a: { NULL: true } }, 2],
  ['a set by what is in it', { a: { SS: ['x', 'yz'] } }, 4],
  ['a list, and each place in it', { a: { L: [{ S: 'x' }, { S: 'y' }] } }, 8],
  ['a map, and each place in it', { a: { M: { b: { S: 'x' } } } }, 7],
])('counts %s', (_what, item, size) => {
  expect(itemSize(item)).toBe(size);
});
