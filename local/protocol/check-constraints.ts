import type { Passage } from '../kernel/dispatcher';
import { ServiceError } from '../kernel/errors';
import { CATALOG } from './catalog';

/** What AWS's API model says about the values of a shape. Made by `scripts/constraints.mjs`. */
interface Shape {
  readonly type: string;
  readonly sensitive?: boolean;
  /** Of a string's or list's length, of a number's value. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  /** Names of the shapes inside. */
  readonly members?: Readonly<Record<string, string>>;
  readonly each?: string;
  /** Of a list of structures: the members of one in the order in which it is printed, by its name. */
  readonly shown?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly keys?: string;
  readonly values?: string;
}

export interface Constraints {
  /** The shape of each operation's input. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/**
 * Holds each input to the constraints of its service's model, as the framework in front of a service does: before the
 * service sees the call, and telling all problems at once.
 */
export const modelledConstraints: Passage = (call, proceed) => {
  const { constraints, validationError } = CONSTRAINED.get(call.service) ?? {};
  if (constraints !== undefined) check(constraints, call.operation, call.input, validationError);
  return proceed();
};

function check(
  { operations, shapes }: Constraints,
  operation: string,
  input: object,
  code = 'ValidationException',
): void {
  const problems = [...problemsOf(shapes, operations[operation], input, '')];
  if (problems.length === 0) return;
  const summary = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
  throw new ServiceError(code, `${summary}: ${problems.join('; ')}`);
}

function* problemsOf(
  shapes: Constraints['shapes'],
  name: string | undefined,
  value: unknown,
  path: string,
): Generator<string> {
  const shape = name === undefined ? undefined : shapes[name];
  if (shape === undefined || value === undefined || value === null) return;
  // Where input goes through as it stands on the wire, whoever reads it tells a value of the wrong kind.
  if (!isOfKind(shape.type, value)) return;
  // Put in words only when something is wrong: most inputs are sound, and some are large.
  const about = () =>
    `Value ${shape.sensitive ? '' : `'${shown(value, shape.shown)}' `}at '${path}' failed to satisfy constraint: `;
  for (const broken of brokenBy(shape, value)) yield about() + broken;
  if (shape.members !== undefined || shape.required !== undefined) {
    const members = value as Record<string, unknown>;
    for (const member of shape.required ?? []) {
      if (members[member] !== undefined && members[member] !== null) continue;
      yield `Value null at '${inside(path, member)}' failed to satisfy constraint: Member must not be null`;
    }
    for (const [member, inner] of Object.entries(shape.members ?? {})) {
      yield* problemsOf(shapes, inner, members[member], inside(path, member));
    }
  }
  if (shape.each !== undefined) yield* ofList(shapes, shape.each, value as readonly unknown[], path, about);
  if (shape.keys !== undefined && Object.keys(value).some((key) => breaks(shapes, shape.keys, key))) {
    yield `${about()}Map keys must satisfy constraint: [${rules(shapes, shape.keys)}]`;
  }
  const values = Object.values(value).filter((item) => item !== undefined && item !== null);
  if (shape.values !== undefined && values.some((item) => breaks(shapes, shape.values, item))) {
    yield `${about()}Map value must satisfy constraint: [${rules(shapes, shape.values)}]`;
  }
}

/** Structures in a list are named by their place in it; of simple values the list as a whole is told. */
function* ofList(
  shapes: Constraints['shapes'],
  each: string,
  list: readonly unknown[],
  path: string,
  about: () => string,
): Generator<string> {
  if (shapes[each]?.type === 'structure') {
    for (const [index, item] of list.entries()) {
      yield* problemsOf(shapes, each, item, `${path}.${index + 1}.member`);
    }
  } else if (list.some((item) => breaks(shapes, each, item))) {
    yield `${about()}Member must satisfy constraint: [${rules(shapes, each)}]`;
  }
}

function isOfKind(type: string, value: unknown): boolean {
  if (type === 'list') return Array.isArray(value);
  return (type !== 'structure' && type !== 'map') || (typeof value === 'object' && !Array.isArray(value));
}

const inside = (path: string, member: string): string => {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return path === '' ? name : `${path}.${name}`;
};

const breaks = (shapes: Constraints['shapes'], name: string | undefined, value: unknown): boolean => {
  const shape = name === undefined ? undefined : shapes[name];
  return shape !== undefined && brokenBy(shape, value).length > 0;
};

/** All that holds for the values of a list or map, whatever of it is broken. */
function rules(shapes: Constraints['shapes'], name: string | undefined): string {
  const { type, min, max, pattern, enum: values } = shapes[name ?? ''] ?? { type: 'string' };
  const measure = isNumber(type) ? 'value' : 'length';
  return [
    ...(max === undefined ? [] : [atMost(measure, max, type)]),
    ...(min === undefined ? [] : [atLeast(measure, min, type)]),
    ...(pattern === undefined ? [] : [matching(pattern)]),
    ...(values === undefined ? [] : [oneOf(values)]),
    ...(isNumber(type) || values !== undefined ? ['Member must not be null'] : []),
  ].join(', ');
}

function brokenBy({ type, min, max, pattern, enum: values }: Shape, value: unknown): string[] {
  const broken: string[] = [];
  if (pattern !== undefined && !expression(pattern).test(String(value))) broken.push(matching(pattern));
  if (values !== undefined && !values.includes(String(value))) broken.push(oneOf(values));
  if (min === undefined && max === undefined) return broken;
  const [measure, size] = isNumber(type) ? (['value', Number(value)] as const) : (['length', lengthOf(value)] as const);
  if (max !== undefined && size > max) broken.push(atMost(measure, max, type));
  if (min !== undefined && size < min) broken.push(atLeast(measure, min, type));
  return broken;
}

const isNumber = (type: string): boolean => ['integer', 'long', 'float', 'double'].includes(type);

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return Object.keys(value as object).length;
}

const atMost = (measure: string, most: number, type: string): string =>
  `Member must have ${measure} less than or equal to ${bound(most, type)}`;
const atLeast = (measure: string, least: number, type: string): string =>
  `Member must have ${measure} greater than or equal to ${bound(least, type)}`;
const matching = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;
const oneOf = (values: readonly string[]): string => `Member must satisfy enum value set: [${values.join(', ')}]`;

const bound = (limit: number, type: string): string =>
  (type === 'double' || type === 'float') && Number.isInteger(limit) ? limit.toFixed(1) : String(limit);

const CONSTRAINED = new Map(CATALOG.map((service) => [service.name, service]));

const compiled = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  let found = compiled.get(pattern);
  if (found === undefined) {
    found = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '');
    compiled.set(pattern, found);
  }
  return found;
}

/** A value as Java prints it. */
function shown(value: unknown, elements: Shape['shown'] = {}): string {
  const [[name, members = []] = []] = Object.entries(elements);
  const one = (item: unknown) => (name === undefined ? shown(item) : `${name}(${printed(item as object, members)})`);
  if (Array.isArray(value)) return `[${value.map(one).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${typeof item === 'number' ? bound(item, 'double') : shown(item)}`)
    .join(', ')}}`;
}

const printed = (structure: object, members: readonly string[]): string =>
  members
    .map((member) => {
      const value = (structure as Record<string, unknown>)[member];
      return `${inside('', member)}=${value === undefined ? 'null' : shown(value)}`;
    })
    .join(', ');
