import type { NormalizedSchema } from '@smithy/core/schema';
import { type Json, toJson } from '../expression/json';

/** An argument that the operation does not have. */
export class UnknownField extends Error {
  constructor(readonly field: string) {
    super(`The field "${field}" is not supported by Step Functions`);
  }
}

/** From Step Functions' PascalCase JSON to the SDK's input: member names, dates, bytes, JSON where text is wanted. */
export function toInput(schema: NormalizedSchema, value: Json): unknown {
  if (value === null) return undefined;
  if (schema.isStructSchema()) return structure(schema, value);
  if (schema.isListSchema())
    return Array.isArray(value) ? value.map((item) => toInput(schema.getValueSchema(), item)) : value;
  if (schema.isMapSchema()) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toInput(schema.getValueSchema(), item)]),
    );
  }
  if (schema.isTimestampSchema()) return new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (schema.isBlobSchema()) return Buffer.from(asText(value));
  if (schema.isStringSchema()) return asText(value);
  return value;
}

function structure(schema: NormalizedSchema, value: Json): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = schema.getMemberSchemas();
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => {
      const name = [field, field.charAt(0).toLowerCase() + field.slice(1)].find((candidate) => candidate in members);
      const member = name === undefined ? undefined : members[name];
      if (name === undefined || member === undefined) throw new UnknownField(field);
      return [name, toInput(member, item)];
    }),
  );
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** From the SDK's output to Step Functions' PascalCase JSON: dates as ISO 8601, bytes as text. */
export function fromOutput(schema: NormalizedSchema, value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value === undefined || value === null) return null;
  if (schema.isStructSchema() && typeof value === 'object') {
    const members = schema.getMemberSchemas();
    const given = Object.entries(value).filter(([name, item]) => item !== undefined && members[name] !== undefined);
    return Object.fromEntries(
      given.map(([name, item]) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        fromOutput(members[name] as NormalizedSchema, item),
      ]),
    );
  }
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => fromOutput(schema.getValueSchema(), item));
  if (schema.isMapSchema() && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fromOutput(schema.getValueSchema(), item)]),
    );
  }
  return toJson(value);
}
