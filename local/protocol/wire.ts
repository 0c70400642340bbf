import type { ServiceError } from '../kernel/errors';
import type { OperationSchema, ServiceSchemas } from './schemas';

/** A request as it came in; header names in lower case. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** One wire protocol, seen from the server. */
export interface Codec {
  /** The operation that a request names. Throws a ServiceError when it names none. */
  operation(request: WireRequest, schemas: ServiceSchemas): OperationSchema;
  decode(request: WireRequest, operation: OperationSchema): Promise<object>;
  encode(output: object, operation: OperationSchema, requestId: string): WireResponse;
  encodeError(error: ServiceError, schemas: ServiceSchemas, requestId: string): WireResponse;
}
