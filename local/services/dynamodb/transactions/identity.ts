import type { Item } from '../item-key';

/** Tells items of a table apart by their keys, which fit its schema: the same text for the same item. */
export const identity = (key: Item, names: readonly string[]): string =>
  JSON.stringify(names.map((name) => Object.entries(key[name] ?? {}).map(([type, value]) => same(type, value))));

/** Numbers are the same however they are written. */
const same = (type: string, value: unknown): unknown => [type, type === 'N' ? plainNumber(String(value)) : value];

/** A number as its significant digits and its exponent; DynamoDB's have more digits than JavaScript's. */
function plainNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return /\d/.test(text) ? '0' : text;
  return `${sign === '-' ? '-' : ''}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
