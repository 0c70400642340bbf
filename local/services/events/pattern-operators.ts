import { cidr } from './pattern-cidr';
import { readNumeric } from './pattern-numeric';
import { invalidPattern, type PatternReader } from './pattern-reader';
import { TooComplexError, wildcard } from './pattern-wildcard';

/** Whether one value of an event, neither object nor array, matches. */
export type Matcher = (value: unknown) => boolean;

type Read = (reader: PatternReader) => Matcher | boolean;

const OPERATORS: Readonly<Record<string, Read>> = {
  'anything-but': readAnythingBut,
  cidr: (reader) => {
    const text = readString(reader, 'prefix');
    return closed(reader, cidr(text));
  },
  'equals-ignore-case': (reader) => closed(reader, ignoringCase(readString(reader, 'equals-ignore-case'))),
  exactly: (reader) => {
    const text = readString(reader, 'exact');
    return closed(reader, (value) => value === text);
  },
  exists: readExists,
  numeric: readNumeric,
  prefix: (reader) => readAffix(reader, 'prefix', 'startsWith'),
  suffix: (reader) => readAffix(reader, 'suffix', 'endsWith'),
  wildcard: (reader) => {
    const matcher = wildcardOf(reader, readString(reader, 'wildcard'));
    return closed(reader, matcher);
  },
};
/** All operators that an element of a leaf may be. */
export const LEAF_OPERATORS: readonly string[] = Object.keys(OPERATORS).sort();
/** Those that `anything-but` may stand before. */
export const ANYTHING_BUT_OPERATORS: readonly string[] = ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'];
/** Keys that a pattern inside `$or` may not have: they are taken for operators. */
export const RESERVED_IN_OR: readonly string[] = [
  'exactly',
  'exists',
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'equals-ignore-case',
  'wildcard',
  'cidr',
];

/** Reads an operator behind its opening brace; gives a boolean for `exists`. */
export function readOperator(reader: PatternReader): Matcher | boolean {
  if (reader.next() !== 'name') reader.fail('Match expression name not found');
  const name = reader.text();
  const read = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  return read === undefined ? reader.fail(`Unrecognized match type ${name}`) : read(reader);
}

function readString(reader: PatternReader, what: string): string {
  if (reader.next() !== 'string') reader.fail(`${what} match pattern must be a string`);
  return reader.text();
}

/** Nothing may stand beside an operator. */
function closed<Result>(reader: PatternReader, result: Result): Result {
  if (reader.next() !== '}') reader.fail('Only one key allowed in match expression');
  return result;
}

function readExists(reader: PatternReader): boolean {
  const literal = reader.next() === 'literal' ? reader.text() : '';
  if (literal !== 'true' && literal !== 'false') reader.fail('exists match pattern must be either true or false.');
  return closed(reader, literal === 'true');
}

function readAffix(reader: PatternReader, name: string, test: 'startsWith' | 'endsWith'): Matcher {
  const token = reader.next();
  if (token === '{') {
    if (reader.next() !== 'name') reader.fail(`${name === 'prefix' ? 'Prefix' : 'Suffix'} expression name not found`);
    if (reader.text() !== 'equals-ignore-case') reader.fail(`Unsupported ${name} pattern: ${reader.text()}`);
    const lower = readString(reader, 'equals-ignore-case').toLowerCase();
    closed(reader, undefined);
    return closed(reader, (value) => typeof value === 'string' && value.toLowerCase()[test](lower));
  }
  if (token !== 'string') reader.fail(`${name} match pattern must be a string`);
  return closed(reader, affix(test, reader.text()));
}

const affix =
  (test: 'startsWith' | 'endsWith', text: string): Matcher =>
  (value) =>
    typeof value === 'string' && value[test](text);

function ignoringCase(text: string): Matcher {
  const lower = text.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === lower;
}

function wildcardOf(reader: PatternReader, text: string): Matcher {
  try {
    return wildcard(text, (why) => reader.fail(why));
  } catch (error) {
    if (!(error instanceof TooComplexError)) throw error;
    throw invalidPattern(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  }
}

/** One value, a list of strings or numbers, or one of the string operators over a string or a list of them. */
function readAnythingBut(reader: PatternReader): Matcher {
  let token = reader.next();
  let operator: string | undefined;
  if (token === '{') {
    if (reader.next() !== 'name') reader.fail('Anything-But expression name not found');
    operator = reader.text();
    if (!ANYTHING_BUT_OPERATORS.includes(operator)) reader.fail(`Unsupported anything-but pattern: ${operator}`);
    token = reader.next();
  }
  if (token !== '[' && token !== 'string' && token !== 'number') {
    reader.fail('Value of anything-but must be an array or single string/number value.');
  }
  const refused = operator === undefined ? plainRefusals(reader, token) : operatorRefusals(reader, token, operator);
  for (let level = operator === undefined ? 1 : 2; level > 0; level -= 1) {
    if (reader.next() !== '}') reader.fail('Too many elements in numeric expression');
  }
  return (value) => !refused.some((matches) => matches(value));
}

function plainRefusals(reader: PatternReader, token: string): Matcher[] {
  const values: unknown[] = [];
  const take = (kind: string): void => {
    if (kind !== 'string' && kind !== 'number') {
      failInList(reader, 'Inside anything but list, start|null|boolean is not supported.');
    }
    values.push(kind === 'string' ? reader.text() : Number(reader.text()));
  };
  if (token === '[') for (let kind = reader.next(); kind !== ']'; kind = reader.next()) take(kind);
  else take(token);
  if (values.length === 0 || values.some((value) => typeof value !== typeof values[0])) {
    reader.fail('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return values.map((refused) => (value) => value === refused);
}

function operatorRefusals(reader: PatternReader, token: string, operator: string): Matcher[] {
  const listed = token === '[';
  const complain = (why: string): never => (listed ? failInList(reader, why) : reader.fail(why));
  const matchers: Matcher[] = [];
  const take = (kind: string): void => {
    if (kind !== 'string') complain(notStrings(operator));
    const text = reader.text();
    switch (operator) {
      case 'equals-ignore-case':
        matchers.push(ignoringCase(text));
        return;
      case 'wildcard':
        matchers.push(wildcardOf(reader, text));
        return;
      default:
        if (text === '') complain('Null prefix/suffix not allowed');
        matchers.push(affix(operator === 'prefix' ? 'startsWith' : 'endsWith', text));
    }
  };
  if (listed) for (let kind = reader.next(); kind !== ']'; kind = reader.next()) take(kind);
  else take(token);
  return matchers;
}

function notStrings(operator: string): string {
  if (operator === 'equals-ignore-case') {
    return 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
  }
  return `${operator === 'wildcard' ? 'wildcard' : 'prefix/suffix'} match pattern must be a string`;
}

/** Of what is wrong in a list, EventBridge tells the place twice. */
function failInList(reader: PatternReader, why: string): never {
  try {
    return reader.fail(why);
  } catch (error) {
    return reader.fail((error as Error).message.slice('Event pattern is not valid. Reason: '.length));
  }
}
