import { JsonCodec } from '@aws-sdk/core/protocols';
import { checkShape } from './check-shape';
import { errorBody, errorNames, operationNamed, parseJson, queryErrorHeader, unknownOperation } from './errors';
import type { Codec, WireResponse } from './wire';

/** Smithy's number for timestamps as epoch seconds. */
const EPOCH_SECONDS = 7;
const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false });

/** AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, everything else in a JSON body. */
export const jsonRpc: Codec = {
  operation(request, schemas) {
    const target = request.headers['x-amz-target'];
    if (target === undefined) throw unknownOperation(schemas.service.name, 'a request without X-Amz-Target');
    return operationNamed(schemas, target.slice(target.lastIndexOf('.') + 1));
  },

  async decode(request, operation) {
    const text = request.body.length === 0 ? '{}' : request.body.toString('utf8');
    if (operation.input.isUnitSchema()) return {};
    checkShape(operation.input, parseJson(text));
    return await codec.createDeserializer().read(operation.input, text);
  },

  encode(output, operation, requestId) {
    if (operation.output.isUnitSchema()) return answer(200, '{}', requestId);
    const serializer = codec.createSerializer();
    serializer.write(operation.output, output);
    return answer(200, serializer.flush(), requestId);
  },

  encodeError(error, schemas, requestId) {
    const { shape } = errorNames(error, schemas);
    const body = JSON.stringify({ __type: shape, ...errorBody(error, schemas) });
    return answer(error.status, body, requestId, {
      'x-amzn-errortype': shape,
      ...queryErrorHeader(error, schemas),
    });
  },
};

function answer(
  status: number,
  body: string | Uint8Array,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId, ...headers },
    body,
  };
}
