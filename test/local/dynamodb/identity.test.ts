import { identity } from '../../../local/services/dynamodb/transactions/identity';

const number = (N: string) => identity({ n: { N } }, ['n']);

test.each([
  ['1', '1.0'],
  ['100', '1e2'],
  ['-0.50', '-5E-1'],
  ['0', '-0.000'],
  ['+7', '007'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678.0'],
])('the numbers %s and %s are one key', (one, other) => {
  expect(number(one)).toBe(number(other));
});

test.each([
  ['1', '10'],
  ['1', '-1'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345679'],
  ['0.1', '0.01'],
])('the numbers %s and %s are two', (one, other) => {
  expect(number(one)).not.toBe(number(other));
});

test('a key is told by its attributes, in the order of the schema, and by their types', () => {
  const names = ['a', 'b'];
  expect(identity({ b: { S: 'y' }, a: { S: 'x' } }, names)).toBe(identity({ a: { S: 'x' }, b: { S: 'y' } }, names));
  expect(identity({ a: { S: '1' } }, ['a'])).not.toBe(identity({ a: { B: '1' } }, ['a']));
  expect(identity({ a: { S: 'x' }, b: { S: 'y' } }, names)).not.toBe(identity({ a: { S: 'y' }, b: { S: 'x' } }, names));
});
