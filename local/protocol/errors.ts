import { ServiceError } from '../kernel/errors';
import type { OperationSchema, ServiceSchemas } from './schemas';

export function unknownOperation(service: string, what: string): ServiceError {
  return new ServiceError('UnknownOperationException', `${service} has no operation for ${what}.`, 404);
}

export function malformed(what: string, cause: unknown): ServiceError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('SerializationException', `${what}: ${detail}`, 400);
}

/** @throws SerializationException */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed('Could not parse request body into json', error);
  }
}

/** The operation of that name, which the service must know. */
export function operationNamed(schemas: ServiceSchemas, name: string): OperationSchema {
  const operation = schemas.operations.get(name);
  if (operation === undefined) throw unknownOperation(schemas.service.name, `"${name}"`);
  return operation;
}

/**
 * By what names an error goes. Services that once spoke AWS Query keep its code in a header beside the name of the
 * shape, which is in the body.
 */
export function errorNames(error: ServiceError, schemas: ServiceSchemas): { shape: string; queryCode?: string } {
  const queryCodes = [...schemas.errors].flatMap(([shape, schema]) => {
    const code = (schema.getMergedTraits() as { awsQueryError?: [string, number] }).awsQueryError?.[0];
    return code === undefined ? [] : [{ shape, code }];
  });
  const known =
    queryCodes.find(({ shape }) => shape === error.code) ?? queryCodes.find(({ code }) => code === error.code);
  if (known !== undefined) return { shape: known.shape, queryCode: known.code };
  if (schemas.service.queryCompatible !== true) return { shape: error.code };
  const shape = UNMODELLED[error.code] ?? (schemas.errors.has(error.code) ? error.code : undefined);
  return shape === undefined ? { shape: error.code } : { shape, queryCode: error.code };
}

/** Shapes that services which once spoke AWS Query do not model, but answer with, by the old code. Recorded. */
const UNMODELLED: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'InvalidParameterValueException',
  MissingParameter: 'MissingRequiredParameterException',
  ValidationError: 'ValidationException',
};

/** The header that keeps an error's old code, of the services that have one. */
export function queryErrorHeader(error: ServiceError, schemas: ServiceSchemas): Record<string, string> {
  const { queryCode } = errorNames(error, schemas);
  if (queryCode === undefined || schemas.service.queryCompatible !== true) return {};
  return { 'x-amzn-query-error': `${queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}` };
}

/** Members of an error's body. Services disagree on `message` or `Message`; the modelled exception tells. */
export function errorBody(error: ServiceError, schemas: ServiceSchemas): Record<string, unknown> {
  const members = schemas.errors.get(errorNames(error, schemas).shape)?.getMemberSchemas() ?? {};
  const messageKey = 'Message' in members ? 'Message' : 'message';
  const isSaid = error.message === '' || 'Message' in error.fields;
  return { ...error.fields, ...(isSaid ? {} : { [messageKey]: error.message }) };
}
