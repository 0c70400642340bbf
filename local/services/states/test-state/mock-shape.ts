import type { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceName } from '../../../kernel/platform';
import { requiredMembers } from '../../../protocol/check-shape';
import { invalid } from '../errors';
import type { Json } from '../expression/json';
import type { Integration } from '../integrations/integration';
import { modelOf } from '../integrations/models';
import { OPTIMISED, SDK_SERVICES } from '../integrations/service-call';

export type Mode = 'STRICT' | 'PRESENT' | 'NONE';

/** Members of a nested execution that `.sync:2` gives as JSON, whatever the API calls them. */
const PARSED = ['Input', 'Output'];

/**
 * Holds a mocked result to what the API gives: types of the members that are there, and, in STRICT, that the required
 * ones are. What the API does not have passes, as on AWS; limits of values are not checked, since the SDK has none.
 * @throws ValidationException naming the member.
 */
export async function checkMockShape(integration: Integration, result: Json, mode: Mode): Promise<void> {
  if (mode === 'NONE' || integration.style === 'function' || integration.pattern === 'waitForTaskToken') return;
  const source = sourceOf(integration);
  if (source === undefined) return;
  const operation = (await modelOf(source.service)).operations.get(source.operation);
  if (operation === undefined) return;
  checkMember(operation.output, result, 'result', mode, source.free);
}

interface Source {
  readonly service: ServiceName;
  readonly operation: string;
  readonly free: readonly string[];
}

/** A job's result is what is read when it has ended. */
function sourceOf({ resourceType, resource, pattern }: Integration): Source | undefined {
  const operation = (resource.split('.')[0] ?? '').replace(/^./, (first) => first.toUpperCase());
  if (resourceType.startsWith('aws-sdk:')) {
    const known = SDK_SERVICES[resourceType.slice('aws-sdk:'.length)];
    return known === undefined ? undefined : { service: known.service, operation, free: [] };
  }
  if (pattern === 'runAJob') {
    const free = resource.endsWith('.sync:2') ? PARSED : [];
    return { service: 'states', operation: 'DescribeExecution', free };
  }
  if (resourceType !== 'lambda' && !Object.hasOwn(OPTIMISED, resourceType)) return undefined;
  return { service: resourceType as ServiceName, operation, free: [] };
}

function checkMember(schema: NormalizedSchema, value: Json, name: string, mode: Mode, free: readonly string[]): void {
  if (value === null) return;
  if (schema.isStructSchema()) {
    const members = object(value, name);
    if (mode === 'STRICT') checkRequired(schema, members);
    for (const [key, member] of Object.entries(schema.getMemberSchemas())) {
      const shown = pascal(key);
      const given = members[shown];
      if (given !== undefined && !free.includes(shown)) checkMember(member, given, shown, mode, []);
    }
  } else if (schema.isMapSchema()) {
    for (const [key, item] of Object.entries(object(value, name)))
      checkMember(schema.getValueSchema(), item, key, mode, []);
  } else if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw mismatch(name, 'an array');
    for (const item of value) checkMember(schema.getValueSchema(), item, name, mode, []);
  } else {
    const wanted = scalarOf(schema);
    if (wanted !== undefined && typeof value !== wanted) throw mismatch(name, `a ${wanted}`);
  }
}

function checkRequired(schema: NormalizedSchema, members: Readonly<Record<string, Json>>): void {
  const missing = requiredMembers(schema)
    .map(pascal)
    .find((name) => members[name] === undefined);
  if (missing !== undefined) throw problem(`Required field '${missing}' is missing`);
}

/** Recorded on AWS: dates and bytes are text here. */
function scalarOf(schema: NormalizedSchema): 'string' | 'number' | 'boolean' | undefined {
  if (schema.isTimestampSchema() || schema.isBlobSchema() || schema.isStringSchema()) return 'string';
  if (schema.isNumericSchema()) return 'number';
  return schema.isBooleanSchema() ? 'boolean' : undefined;
}

function object(value: Json, name: string): Readonly<Record<string, Json>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>;
  throw mismatch(name, 'an object');
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const mismatch = (name: string, wanted: string) => problem(`Field '${name}' must be ${wanted}`);
const problem = (what: string) => invalid(`Mock result schema validation error: ${what}`);
