import { isJson, isObject } from '../support/json';
import { type Leaf, leavesOf, type Places } from './pattern-leaves';
import { type Matcher, RESERVED_IN_OR, readOperator } from './pattern-operators';
import { PatternReader } from './pattern-reader';

/** Whether an event matches. */
export type Pattern = (event: object) => boolean;

/** What a path's values may be, any of it; `exists` is about the path itself. */
interface Wanted {
  readonly matchers: Matcher[];
  readonly exists: boolean[];
}

/** What is wanted at each path; keys that hold a dot are paths, too. */
type Rule = Map<string, Wanted>;

/**
 * Compiles an event pattern, in the order in which EventBridge's engine reads one, and with its complaints.
 * https://github.com/aws/event-ruler
 * @throws InvalidEventPatternException
 */
export function compilePattern(text: string): Pattern {
  const reader = new PatternReader(text);
  if (reader.next() !== '{') reader.fail('Filter is not an object');
  const rules = readObject(reader, [new Map()], '');
  return (event) => {
    const leaves = leavesOf(event);
    return rules.some((rule) => matches([...rule], leaves, new Map()));
  };
}

/** Reads an object into each of the rules; `$or` makes more of them. */
function readObject(reader: PatternReader, rules: Rule[], path: string): Rule[] {
  let all = rules;
  let fields = 0;
  while (reader.next() !== '}') {
    fields += 1;
    const name = reader.text();
    if (name === '$or' && isOr(reader.rest())) {
      all = readOr(reader, all, path);
      continue;
    }
    const inner = path === '' ? name : `${path}.${name}`;
    const value = reader.next();
    if (value === '{') all = readObject(reader, all, inner);
    else if (value === '[') {
      const wanted = readLeaf(reader);
      for (const rule of all) rule.set(inner, wanted);
    } else reader.fail(`"${name}" must be an object or an array`);
  }
  if (fields === 0) reader.fail('Empty objects are not allowed');
  return all;
}

/**
 * `$or` is an operator over two or more patterns, none with a key that could be an operator; else a key like any other.
 * @param text begins with the value of `$or`
 */
function isOr(text: string): boolean {
  const parts = valueAt(text);
  if (!Array.isArray(parts) || parts.length < 2) return false;
  return parts.every((part) => isObject(part) && !Object.keys(part).some((key) => RESERVED_IN_OR.includes(key)));
}

/** The JSON value that a text begins with; undefined where none does. */
function valueAt(text: string): unknown {
  for (let end = text.indexOf(']'); end >= 0; end = text.indexOf(']', end + 1)) {
    if (isJson(text.slice(0, end + 1))) return JSON.parse(text.slice(0, end + 1));
  }
  return undefined;
}

function readOr(reader: PatternReader, rules: readonly Rule[], path: string): Rule[] {
  if (reader.next() !== '[') reader.fail('It must be an Array followed with $or.');
  const all: Rule[] = [];
  let count = 0;
  for (let token = reader.next(); token !== ']'; token = reader.next()) {
    if (token !== '{') reader.fail('Only JSON object is allowed in array of $or relationship.');
    count += 1;
    const copies = rules.map((rule): Rule => new Map(rule));
    all.push(...readObject(reader, copies, path));
  }
  if (count < 2) reader.fail('There must have at least 2 Objects in $or relationship.');
  return all;
}

function readLeaf(reader: PatternReader): Wanted {
  const wanted: Wanted = { matchers: [], exists: [] };
  for (let token = reader.next(); token !== ']'; token = reader.next()) {
    if (token === '{') {
      const operator = readOperator(reader);
      if (typeof operator === 'boolean') wanted.exists.push(operator);
      else wanted.matchers.push(operator);
    } else if (token === 'string') {
      const text = reader.text();
      wanted.matchers.push((value) => value === text);
    } else if (token === 'number' || token === 'literal') {
      const exact: unknown = JSON.parse(reader.text());
      wanted.matchers.push((value) => value === exact);
    } else reader.fail('Match value must be String, number, true, false, or null');
  }
  if (wanted.matchers.length + wanted.exists.length === 0) reader.fail('Empty arrays are not allowed');
  return wanted;
}

/** All paths must match, and what they match in one array must be in the same element of it. */
function matches(
  [first, ...others]: ReadonlyArray<readonly [string, Wanted]>,
  leaves: ReadonlyMap<string, readonly Leaf[]>,
  chosen: Places,
): boolean {
  if (first === undefined) return true;
  const [path, { matchers, exists }] = first;
  const found = leaves.get(path) ?? [];
  if (found.length === 0) return exists.includes(false) && matches(others, leaves, chosen);
  return found.some(({ value, places }) => {
    if (!exists.includes(true) && !matchers.some((matcher) => matcher(value))) return false;
    for (const [array, index] of places) if ((chosen.get(array) ?? index) !== index) return false;
    return matches(others, leaves, new Map([...chosen, ...places]));
  });
}
