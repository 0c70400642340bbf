import { isObject } from '../support/json';

/** Whether one leaf value of an event matches. */
export type Matcher = (value: unknown) => boolean;

/** Makes the error of an invalid pattern. */
export type Invalid = (why: string) => Error;

/** One element of a leaf's array: a plain value, compared with its type, or an object with one operator. */
export function compileMatcher(element: unknown, invalid: Invalid): Matcher {
  if (element === null || ['string', 'number', 'boolean'].includes(typeof element)) return (value) => value === element;
  if (!isObject(element)) throw invalid('Match value must be String, number, true, false, or null');
  const entries = Object.entries(element);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw invalid('Only one key allowed in match expression');
  const [operator, operand] = entry;
  switch (operator) {
    case 'prefix':
      return affix(operator, operand, invalid);
    case 'suffix':
      return affix(operator, operand, invalid);
    case 'equals-ignore-case':
      return ignoringCase(operand, invalid);
    case 'wildcard':
      return wildcard(operand, invalid);
    case 'numeric':
      return numeric(operand, invalid);
    case 'cidr':
      return cidr(operand, invalid);
    case 'anything-but':
      return anythingBut(operand, invalid);
    default:
      throw invalid(`Unrecognized match type ${operator}`);
  }
}

function affix(operator: 'prefix' | 'suffix', operand: unknown, invalid: Invalid): Matcher {
  const test = operator === 'prefix' ? 'startsWith' : 'endsWith';
  if (typeof operand === 'string') return (value) => typeof value === 'string' && value[test](operand);
  const folded = isObject(operand) ? operand['equals-ignore-case'] : undefined;
  if (typeof folded !== 'string') throw invalid(`${operator} match pattern must be a string`);
  const lower = folded.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase()[test](lower);
}

function ignoringCase(operand: unknown, invalid: Invalid): Matcher {
  if (typeof operand !== 'string') throw invalid('equals-ignore-case match pattern must be a string');
  const lower = operand.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === lower;
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcard(operand: unknown, invalid: Invalid): Matcher {
  if (typeof operand !== 'string') throw invalid('wildcard match pattern must be a string');
  if (operand.includes('**')) throw invalid('Consecutive wildcard characters are not allowed');
  const source = operand.replace(/\\[\s\S]|[\s\S]/g, (piece) => {
    if (piece === '*') return '[\\s\\S]*';
    if (piece.length === 1 && piece !== '\\') return literal(piece);
    if (piece === '\\*' || piece === '\\\\') return literal(piece.slice(1));
    throw invalid('Invalid escape character in wildcard');
  });
  const whole = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && whole.test(value);
}

const literal = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');

/** `["=", n]`, or one or two bounds: `[">", a, "<=", b]`. */
function numeric(operand: unknown, invalid: Invalid): Matcher {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1 || operand.length > 4) {
    throw invalid('Invalid member in numeric match: an operator and a number, once or twice');
  }
  const tests: Array<(value: number) => boolean> = [];
  for (let index = 0; index < operand.length; index += 2)
    tests.push(bound(operand[index], operand[index + 1], invalid));
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function bound(operator: unknown, limit: unknown, invalid: Invalid): (value: number) => boolean {
  // The engine behind EventBridge takes numbers of at most this size.
  if (typeof limit !== 'number' || Math.abs(limit) > 5e9)
    throw invalid('Value of numeric match must be a number within 5e9');
  switch (operator) {
    case '=':
      return (value) => value === limit;
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    default:
      throw invalid(`Unrecognized numeric range operator: ${String(operator)}`);
  }
}

function cidr(operand: unknown, invalid: Invalid): Matcher {
  const [address = '', bits = ''] = typeof operand === 'string' ? operand.split('/') : [];
  const base = ipv4(address);
  const size = Number(bits);
  if (base === undefined || !/^\d+$/.test(bits) || size > 32) throw invalid('Malformed CIDR, only IPv4 is implemented');
  const block = 2 ** (32 - size);
  return (value) => {
    const number = typeof value === 'string' ? ipv4(value) : undefined;
    return number !== undefined && Math.floor(number / block) === Math.floor(base / block);
  };
}

function ipv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}

/** One value, a list of strings or numbers, or one of the string operators over a value or a list. */
function anythingBut(operand: unknown, invalid: Invalid): Matcher {
  const refused = refusals(operand, invalid);
  return (value) => !refused.some((matches) => matches(value));
}

function refusals(operand: unknown, invalid: Invalid): Matcher[] {
  if (!isObject(operand)) {
    const values: unknown[] = Array.isArray(operand) ? operand : [operand];
    const alike = values.every((value) => typeof value === typeof values[0]);
    const plain = values.every((value) => typeof value === 'string' || typeof value === 'number');
    if (values.length === 0 || !alike || !plain) {
      throw invalid('Inside anything-but list, either all values are number or string, mixed type is not supported');
    }
    return values.map((refused) => (value) => value === refused);
  }
  const entries = Object.entries(operand);
  const [operator = '', inner] = entries[0] ?? [];
  if (entries.length !== 1 || !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
    throw invalid(`Unsupported anything-but pattern: ${Object.keys(operand).join(', ')}`);
  }
  const list: unknown[] = Array.isArray(inner) ? inner : [inner];
  if (list.length === 0 || list.some((one) => typeof one !== 'string' || one === '')) {
    throw invalid(`${operator} of anything-but must be a string or a list of strings, none empty`);
  }
  return list.map((one) => compileMatcher({ [operator]: one }, invalid));
}
