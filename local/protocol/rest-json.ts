import { JsonCodec } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { checkShape } from './check-shape';
import { errorBody, malformed, parseJson, unknownOperation } from './errors';
import type { OperationSchema } from './schemas';
import { matchUri } from './uri-template';
import type { Codec, WireRequest } from './wire';

/** Smithy's number for timestamps as epoch seconds. */
const EPOCH_SECONDS = 7;
const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: true });

/** Where HTTP puts a member, from its traits. */
interface Binding {
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly httpQueryParams?: 1;
  readonly httpPrefixHeaders?: string;
  readonly jsonName?: string;
}

/** REST-JSON: operation by method and path; members in path, query, headers and body. */
export const restJson: Codec = {
  operation(request, schemas) {
    let best: { operation: OperationSchema; labels: number } | undefined;
    for (const operation of schemas.operations.values()) {
      const labels = matchOperation(operation, request);
      if (labels === undefined) continue;
      const count = Object.keys(labels).length;
      if (best === undefined || count < best.labels) best = { operation, labels: count };
    }
    if (best === undefined) throw unknownOperation(schemas.service.name, `${request.method} ${request.path}`);
    return best.operation;
  },

  async decode(request, operation) {
    const labels = matchOperation(operation, request) ?? {};
    const input: Record<string, unknown> = {};
    const inBody: string[] = [];
    for (const [name, member] of members(operation.input)) {
      const binding = member.getMergedTraits() as Binding;
      let text: string | null | undefined;
      if (binding.httpLabel !== undefined) text = labels[name];
      else if (binding.httpQuery !== undefined) {
        if (member.isListSchema()) {
          const values = request.query.getAll(binding.httpQuery);
          if (values.length > 0) input[name] = values;
          continue;
        }
        text = request.query.get(binding.httpQuery);
      } else if (binding.httpHeader !== undefined) text = request.headers[binding.httpHeader.toLowerCase()];
      else if (binding.httpPayload !== undefined) {
        input[name] = member.isBlobSchema() ? request.body : await body(member, request);
        continue;
      } else {
        inBody.push(name);
        continue;
      }
      if (text !== null && text !== undefined) input[name] = scalar(member, text);
    }
    if (inBody.length > 0 && request.body.length > 0) {
      const parsed = (await body(operation.input, request)) as Record<string, unknown>;
      for (const name of inBody) if (parsed[name] !== undefined) input[name] = parsed[name];
    }
    return input;
  },

  encode(output, operation, requestId) {
    const values = output as Record<string, unknown>;
    const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
    const rest: Record<string, unknown> = {};
    let status = operation.http?.[2] ?? 200;
    // A payload that is not there is an empty body: only what has members of its own is at least `{}`.
    let payload: string | Uint8Array | undefined = hasPayload(operation) ? '' : undefined;
    for (const [name, member] of members(operation.output)) {
      const value = values[name];
      if (value === undefined || value === null) continue;
      const binding = member.getMergedTraits() as Binding;
      if (binding.httpResponseCode !== undefined) status = value as number;
      else if (binding.httpHeader !== undefined) headers[binding.httpHeader.toLowerCase()] = String(value);
      else if (binding.httpPayload !== undefined)
        payload = member.isBlobSchema() ? (value as Uint8Array) : json(member, value);
      else rest[name] = value;
    }
    if (status === 204) return { status, headers, body: '' };
    headers['content-type'] = 'application/json';
    return { status, headers, body: payload ?? (operation.output.isUnitSchema() ? '' : json(operation.output, rest)) };
  },

  encodeError(error, schemas, requestId) {
    return {
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code, 'x-amzn-requestid': requestId },
      body: JSON.stringify(errorBody(error, schemas)),
    };
  },
};

function members(schema: NormalizedSchema): Iterable<[string, NormalizedSchema]> {
  return schema.isUnitSchema() ? [] : schema.structIterator();
}

const hasPayload = ({ output }: OperationSchema): boolean =>
  [...members(output)].some(([, member]) => (member.getMergedTraits() as Binding).httpPayload !== undefined);

/** The path's labels when the request fits the operation. */
function matchOperation(operation: OperationSchema, request: WireRequest): Record<string, string> | undefined {
  if (operation.http === undefined || operation.http[0] !== request.method) return undefined;
  return matchUri(operation.http[1], request.path, request.query);
}

async function body(schema: NormalizedSchema, request: WireRequest): Promise<unknown> {
  const text = request.body.toString('utf8');
  checkShape(schema, parseJson(text));
  return codec.createDeserializer().read(schema, text);
}

function json(schema: NormalizedSchema, value: unknown): string | Uint8Array {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return serializer.flush();
}

function scalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) {
    if (!Number.isFinite(Number(text))) throw malformed(`"${text}" in path, query or headers`, 'it must be a number');
    return Number(text);
  }
  return text;
}
