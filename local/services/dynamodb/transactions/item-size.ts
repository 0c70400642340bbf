import { isObject } from '../../support/json';

/**
 * Bytes of an item, or of a part of it, as DynamoDB counts them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: unknown): number =>
  isObject(item)
    ? Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0)
    : 0;

/** What a list or a map takes besides what is in it, and each thing in it. */
const CONTAINER = 3;
const ELEMENT = 1;

function valueSize(value: unknown): number {
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [type, given]) => sum + typedSize(type, given), 0);
}

function typedSize(type: string, given: unknown): number {
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(given));
    case 'B':
      return Buffer.byteLength(String(given), 'base64');
    case 'N':
      return numberSize(String(given));
    case 'SS':
    case 'NS':
    case 'BS':
      return sum(given, (element) => typedSize(type.charAt(0), element));
    case 'L':
      return CONTAINER + sum(given, (element) => ELEMENT + valueSize(element));
    case 'M':
      return CONTAINER + itemSize(given) + (isObject(given) ? Object.keys(given).length * ELEMENT : 0);
    default:
      return 1;
  }
}

const sum = (list: unknown, size: (element: unknown) => number): number =>
  Array.isArray(list) ? list.reduce<number>((total, element) => total + size(element), 0) : 0;

/** A byte for two significant digits, one more, and one for a minus. */
function numberSize(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/\D/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
