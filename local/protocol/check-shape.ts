import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../kernel/errors';

/** How many of a structure's members are required: the last element of its static schema; those come first. */
const REQUIRED_COUNT = 6;

/**
 * Holds a JSON body to the schema that it claims to follow. The codecs coerce or drop what does not fit; AWS refuses it.
 * Members that the schema does not know pass, as with AWS.
 * @throws SerializationException naming the member
 */
export function checkShape(schema: NormalizedSchema, value: unknown, path = ''): void {
  if (value === null && path !== '') return;
  if (schema.isStructSchema()) {
    const members = record(value, path);
    for (const [name, member] of schema.structIterator()) {
      if (members[name] !== undefined) checkShape(member, members[name], `${path}/${name}`);
    }
  } else if (schema.isMapSchema()) {
    for (const [key, item] of Object.entries(record(value, path))) {
      checkShape(schema.getValueSchema(), item, `${path}/${key}`);
    }
  } else if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw mismatch(path, 'a list');
    for (const [index, item] of value.entries()) checkShape(schema.getValueSchema(), item, `${path}/${index}`);
  } else {
    const wanted = scalarOf(schema);
    if (wanted !== undefined && !wanted.types.includes(typeof value)) throw mismatch(path, wanted.name);
  }
}

/**
 * Refuses an input that lacks a required member.
 * @throws ValidationException in the words of AWS
 */
export function checkRequired(schema: NormalizedSchema, input: Readonly<Record<string, unknown>>): void {
  const missing = requiredMembers(schema).filter((name) => input[name] === undefined || input[name] === null);
  if (missing.length === 0) return;
  const errors = missing.map(
    (name) =>
      `Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
  const summary = `${errors.length} validation error${errors.length === 1 ? '' : 's'} detected`;
  throw new ServiceError('ValidationException', `${summary}: ${errors.join('; ')}`);
}

/** Names of a structure's required members. */
export function requiredMembers(schema: NormalizedSchema): string[] {
  if (!schema.isStructSchema()) return [];
  const description = schema.getSchema() as unknown as readonly unknown[];
  const count = typeof description[REQUIRED_COUNT] === 'number' ? description[REQUIRED_COUNT] : 0;
  return Object.keys(schema.getMemberSchemas()).slice(0, count);
}

function scalarOf(schema: NormalizedSchema): { readonly name: string; readonly types: readonly string[] } | undefined {
  if (schema.isTimestampSchema()) return { name: 'a timestamp', types: ['number', 'string'] };
  if (schema.isBlobSchema() || schema.isStringSchema()) return { name: 'a string', types: ['string'] };
  if (schema.isNumericSchema()) return { name: 'a number', types: ['number'] };
  if (schema.isBooleanSchema()) return { name: 'true or false', types: ['boolean'] };
  return undefined;
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw mismatch(path, 'an object');
}

function mismatch(path: string, wanted: string): ServiceError {
  return new ServiceError('SerializationException', `${path === '' ? 'The request body' : path} must be ${wanted}.`);
}
