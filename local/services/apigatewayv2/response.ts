import type { InvocationResponse } from '@aws-sdk/client-lambda';
import { isObject } from '../support/json';

export interface HttpApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** An answer of the API itself. */
export const message = (status: number, text: string): HttpApiResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message: text })),
});

export const NOT_FOUND = message(404, 'Not Found');
export const INTERNAL_SERVER_ERROR = message(500, 'Internal Server Error');
export const SERVICE_UNAVAILABLE = message(503, 'Service Unavailable');

/** Maps what the function returned, by payload format 2.0. A malformed result is an internal error, without a word why. */
export function fromInvocation({ FunctionError, Payload }: InvocationResponse): HttpApiResponse {
  if (FunctionError !== undefined) return INTERNAL_SERVER_ERROR;
  const result: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
  if (!isObject(result) || result.statusCode === undefined) return inferred(result);
  const { statusCode, headers = {}, body = '', isBase64Encoded = false, cookies = [] } = result;
  const status = Number(statusCode);
  const wellFormed =
    Number.isInteger(status) &&
    status >= 100 &&
    status <= 599 &&
    typeof body === 'string' &&
    isObject(headers) &&
    Array.isArray(cookies);
  if (!wellFormed) return INTERNAL_SERVER_ERROR;
  const lowered = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...lowered,
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) }),
    },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** A result without a status code is the body of a JSON answer. */
function inferred(result: unknown): HttpApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(typeof result === 'string' ? result : JSON.stringify(result)),
  };
}
