import type { Matcher } from './pattern-operators';
import type { PatternReader } from './pattern-reader';

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};
/** Of numbers that EventBridge compares. */
const LARGEST = 5e9;

/** `["=", n]`, `["<", n]`, `[">", n]` or a range from below: `[">", a, "<=", b]`. */
export function readNumeric(reader: PatternReader): Matcher {
  if (reader.next() !== '[') reader.fail('Value of numeric must be an array.');
  if (reader.next() !== 'string') reader.fail(`Invalid member in numeric match: ${reader.text()}`);
  const operator = reader.text();
  const kind = reader.next();
  if (!Object.hasOwn(COMPARISONS, operator)) reader.fail(`Unrecognized numeric range operator: ${operator}`);
  if (kind !== 'number') reader.fail(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  const limit = Number(reader.text());
  const end = reader.next();
  if (end === ']') return closed(reader, comparison(reader, operator, limit));
  if (!operator.startsWith('>')) reader.fail(TOO_MANY);
  return closed(reader, readUpper(reader, end, operator, limit));
}

const TOO_MANY = 'Too many elements in numeric expression';

function readUpper(reader: PatternReader, token: string, lower: string, bottom: number): Matcher {
  if (token !== 'string') reader.fail(`Bad value in numeric range: ${reader.text()}`);
  const upper = reader.text();
  if (upper !== '<' && upper !== '<=') reader.fail(`Bad numeric range operator: ${upper}`);
  if (reader.next() !== 'number') reader.fail(`Value of ${upper} must be numeric`);
  const top = Number(reader.text());
  if (reader.next() !== ']') reader.fail('Too many terms in numeric range expression');
  const above = comparison(reader, lower, bottom);
  const below = comparison(reader, upper, top);
  if (bottom >= top) reader.fail('Bottom must be less than top');
  return (value) => above(value) && below(value);
}

function comparison(reader: PatternReader, operator: string, limit: number): Matcher {
  if (Math.abs(limit) > LARGEST) reader.fail('Value must be between -5.0E9 and 5.0E9, inclusive');
  const compare = COMPARISONS[operator];
  return (value) => typeof value === 'number' && Math.abs(value) <= LARGEST && compare?.(value, limit) === true;
}

function closed(reader: PatternReader, matcher: Matcher): Matcher {
  if (reader.next() !== '}') reader.fail(TOO_MANY);
  return matcher;
}
