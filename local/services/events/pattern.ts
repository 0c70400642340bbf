import { ServiceError } from '../../kernel/errors';
import { isObject } from '../support/json';
import { compileMatcher, LEAF_OPERATORS, type Matcher } from './pattern-operators';

/** Whether an event (or a part of one) matches. */
export type Pattern = (event: unknown) => boolean;

/** Compiles an event pattern; throws InvalidEventPatternException for what EventBridge, or this, does not take. */
export function compilePattern(text: string): Pattern {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid('Filter is not valid JSON');
  }
  if (!isObject(parsed)) throw invalid('Filter is not an object');
  if (Object.keys(parsed).length === 0) throw invalid('Empty filter is not allowed');
  return compileObject(parsed);
}

const invalid = (why: string): ServiceError =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`);

/** All keys must match; an object in an array matches when one element does, as a whole. */
function compileObject(pattern: Readonly<Record<string, unknown>>): Pattern {
  const fields = Object.entries(pattern).map(([key, sub]) =>
    isOr(key, sub) ? compileOr(sub) : compileField(key, sub),
  );
  const matches = (value: unknown): boolean => fields.every((field) => field(isObject(value) ? value : {}));
  return (value) => (Array.isArray(value) && value.length > 0 ? flat(value).some(matches) : matches(value));
}

function compileField(key: string, sub: unknown): Pattern {
  const matches = Array.isArray(sub) ? compileLeaf(key, sub) : compileBranch(key, sub);
  return (value) => matches((value as Record<string, unknown>)[key]);
}

function compileBranch(key: string, sub: unknown): Pattern {
  if (!isObject(sub)) throw invalid(`"${key}" must be an object or an array`);
  if (Object.keys(sub).length === 0) throw invalid('Empty objects are not allowed');
  return compileObject(sub);
}

/** `$or` is an operator over two or more patterns, none with the name of an operator; else a key like any other. */
function isOr(key: string, sub: unknown): sub is Array<Record<string, unknown>> {
  if (key !== '$or' || !Array.isArray(sub) || sub.length < 2) return false;
  return sub.every((one) => isObject(one) && !Object.keys(one).some((name) => LEAF_OPERATORS.includes(name)));
}

function compileOr(alternatives: ReadonlyArray<Record<string, unknown>>): Pattern {
  const compiled = alternatives.map(compileObject);
  return (value) => compiled.some((matches) => matches(value));
}

/** A leaf: any of the matchers on any of the values. `exists` is about the leaf itself. */
function compileLeaf(key: string, elements: readonly unknown[]): Pattern {
  if (elements.length === 0) throw invalid('Empty arrays are not allowed');
  const present: boolean[] = [];
  const matchers: Matcher[] = [];
  for (const element of elements) {
    if (!isObject(element) || !('exists' in element)) matchers.push(compileMatcher(element, invalid));
    else if (typeof element.exists !== 'boolean' || Object.keys(element).length > 1) {
      throw invalid(`exists match pattern of "${key}" must be either true or false.`);
    } else present.push(element.exists);
  }
  return (value) => {
    const leaves = leavesOf(value);
    if (present.includes(leaves.length > 0)) return true;
    return leaves.some((leaf) => matchers.some((matches) => matches(leaf)));
  };
}

/** The values at a key: none when it is missing, an object, or an empty array. */
function leavesOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? flat(value) : [value];
  return values.filter((each) => !isObject(each));
}

const flat = (value: readonly unknown[]): unknown[] => value.flat(Number.POSITIVE_INFINITY);
