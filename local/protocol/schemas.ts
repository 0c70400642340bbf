import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceDescription } from './catalog';

/** One operation as the SDK describes it. */
export interface OperationSchema {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** HTTP trait: method, URI template, success status. Absent in RPC protocols. */
  readonly http?: readonly [method: string, uri: string, status: number];
}

export interface ServiceSchemas {
  readonly service: ServiceDescription;
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** Modelled exceptions, by name. */
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
}

/** The static schema of an operation is an array: [9, namespace, name, traits, input, output]. */
const OPERATION_TAG = 9;
/** The static schema of an exception is an array that starts with -3. */
const ERROR_TAG = -3;

/** Reads the schemas that a client package exports. */
export async function loadSchemas(service: ServiceDescription): Promise<ServiceSchemas> {
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, NormalizedSchema>();
  for (const [key, schema] of Object.entries(await service.schemas())) {
    if (!key.endsWith('$') || !Array.isArray(schema)) continue;
    const [tag, , name, traits, input, output] = schema;
    if (tag === OPERATION_TAG) {
      operations.set(name, {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        ...(traits?.http === undefined ? {} : { http: traits.http }),
      });
    } else if (tag === ERROR_TAG) {
      errors.set(name, NormalizedSchema.of(schema as never));
    }
  }
  return { service, operations, errors };
}
