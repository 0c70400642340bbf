import { CborCodec, cbor } from '@smithy/core/cbor';
import { errorBody, errorNames, malformed, operationNamed, queryErrorHeader } from './errors';
import type { Codec, WireRequest } from './wire';

const codec = new CborCodec();
const HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Smithy RPC v2 CBOR: `POST /service/<service>/operation/<operation>`. */
export const cborRpc: Codec = {
  operation: (request, schemas) => operationNamed(schemas, request.path.slice(request.path.lastIndexOf('/') + 1)),

  async decode(request, operation) {
    if (request.body.length === 0 || operation.input.isUnitSchema()) return {};
    try {
      return (await codec.createDeserializer().read(operation.input, request.body)) as object;
    } catch (error) {
      throw malformed('The request body is not the CBOR that this operation takes', error);
    }
  },

  encode(output, operation, requestId) {
    const serializer = codec.createSerializer();
    if (!operation.output.isUnitSchema()) serializer.write(operation.output, output);
    const body = operation.output.isUnitSchema() ? cbor.serialize({}) : serializer.flush();
    return { status: 200, headers: { ...HEADERS, 'x-amzn-requestid': requestId }, body };
  },

  encodeError(error, schemas, requestId) {
    const { shape } = errorNames(error, schemas);
    const body = cbor.serialize({ __type: shape, ...errorBody(error, schemas) });
    const headers = {
      ...HEADERS,
      'x-amzn-requestid': requestId,
      ...queryErrorHeader(error, schemas),
    };
    return { status: error.status, headers, body };
  },
};

export function speaksCbor(request: WireRequest): boolean {
  return request.headers['smithy-protocol'] === 'rpc-v2-cbor';
}
