import { BlockList, isIP } from 'node:net';
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
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined) throw invalid(`Unrecognized match type ${operator}`);
  return compile(operand, invalid);
}
type Compile = (operand: unknown, invalid: Invalid) => Matcher;

const OPERATORS: Readonly<Record<string, Compile>> = {
  'anything-but': anythingBut,
  cidr,
  'equals-ignore-case': ignoringCase,
  numeric,
  prefix: (operand, invalid) => affix('prefix', operand, invalid),
  suffix: (operand, invalid) => affix('suffix', operand, invalid),
  wildcard,
};
/** All operators that an element of a leaf may be; `exists` is about the leaf itself. */
export const LEAF_OPERATORS: readonly string[] = [...Object.keys(OPERATORS), 'exists'].sort();
/** Those that `anything-but` may stand before. */
export const ANYTHING_BUT_OPERATORS: readonly string[] = ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'];

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
  const twice = operand.replace(/\\[\s\S]/g, '..').indexOf('**');
  if (twice >= 0) throw invalid(`Consecutive wildcard characters at pos ${twice}`);
  const source = operand.replace(/\\[\s\S]|[\s\S]/g, (piece, position: number) => {
    if (piece === '*') return '[\\s\\S]*';
    if (piece.length === 1 && piece !== '\\') return literal(piece);
    if (piece === '\\*' || piece === '\\\\') return literal(piece.slice(1));
    throw invalid(`Invalid escape character at pos ${position}`);
  });
  const whole = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && whole.test(value);
}

const literal = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');

/** `["=", n]`, `["<", n]`, `[">", n]` or a range from below: `[">", a, "<=", b]`. In the engine's order and words. */
function numeric(operand: unknown, invalid: Invalid): Matcher {
  if (!Array.isArray(operand)) throw invalid('Value of numeric must be an array.');
  const [operator, first, upper, second, ...more] = operand as readonly unknown[];
  if (typeof operator !== 'string') throw invalid(`Invalid member in numeric match: ${text(operator)}`);
  if (!COMPARISONS.has(operator)) throw invalid(`Unrecognized numeric range operator: ${operator}`);
  const limit = limitOf(operator === '=' ? 'equals' : operator, first, invalid);
  const test = comparison(operator, limit);
  if (operand.length === 2) return (value) => typeof value === 'number' && test(value);
  if (!operator.startsWith('>') || more.length > 0) throw invalid('Too many elements in numeric expression');
  if (typeof upper !== 'string' || !['<', '<='].includes(upper)) {
    throw invalid(`Bad numeric range operator: ${text(upper)}`);
  }
  const top = limitOf(upper, second, invalid);
  if (limit >= top) throw invalid('Bottom must be less than top');
  const below = comparison(upper, top);
  return (value) => typeof value === 'number' && test(value) && below(value);
}

const COMPARISONS: ReadonlyMap<string, (value: number, limit: number) => boolean> = new Map([
  ['=', (value, limit) => value === limit],
  ['<', (value, limit) => value < limit],
  ['<=', (value, limit) => value <= limit],
  ['>', (value, limit) => value > limit],
  ['>=', (value, limit) => value >= limit],
]);
/** Of numbers that EventBridge compares. */
const LARGEST = 5e9;

function comparison(operator: string, limit: number): (value: number) => boolean {
  const compare = COMPARISONS.get(operator);
  return (value) => Math.abs(value) <= LARGEST && compare?.(value, limit) === true;
}

function limitOf(operator: string, limit: unknown, invalid: Invalid): number {
  if (typeof limit !== 'number') throw invalid(`Value of ${operator} must be numeric`);
  if (Math.abs(limit) > LARGEST) throw invalid('Value must be between -5.0E9 and 5.0E9, inclusive');
  return limit;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : String(JSON.stringify(value)));

/** Addresses of IPv4 or IPv6, each matched by a block of its own family. */
function cidr(operand: unknown, invalid: Invalid): Matcher {
  if (typeof operand !== 'string') throw invalid('prefix match pattern must be a string');
  const [address = '', bits = '', ...more] = operand.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) throw invalid(`Malformed CIDR: ${operand}`);
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    throw invalid(`Malformed CIDR, mask bits: ${operand}`);
  const block = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  block.addSubnet(address, Number(bits), kind);
  return (value) => typeof value === 'string' && isIP(value) === family && block.check(value, kind);
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
  if (entries.length !== 1 || !ANYTHING_BUT_OPERATORS.includes(operator)) {
    throw invalid(`Unsupported anything-but pattern: ${Object.keys(operand).join(', ')}`);
  }
  const list: unknown[] = Array.isArray(inner) ? inner : [inner];
  if (list.length === 0 || list.some((one) => typeof one !== 'string' || one === '')) {
    throw invalid(`${operator} of anything-but must be a string or a list of strings, none empty`);
  }
  return list.map((one) => compileMatcher({ [operator]: one }, invalid));
}
