/** A JSON value. Values are never changed in place: states share them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Thrown for a value that JSON cannot hold, for example a function. */
export class NotJson extends Error {}

/**
 * A plain copy of what JSONata returned. Its arrays carry marks of their own, members without a value are left out,
 * and functions cannot leave an expression.
 */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    // Recorded on AWS: `1/0` is the text "Infinity".
    if (!Number.isFinite(value)) return String(value);
    return Object.is(value, -0) ? 0 : value;
  }
  if (Array.isArray(value)) return value.map((item) => toJson(item ?? null));
  if (typeof value !== 'object') throw new NotJson();
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || value instanceof RegExp) throw new NotJson();
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, toJson(member)]));
}

/** JSON's name for the type of a value, as Step Functions' messages use it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Bytes of a value's JSON in UTF-8: what the service's limits count. */
export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
