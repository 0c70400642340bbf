import type { CredentialRegistry } from '../kernel/credentials';
import type { Dispatcher } from '../kernel/dispatcher';
import { ServiceError } from '../kernel/errors';
import type { RandomStream } from '../kernel/random';
import { CATALOG, type ServiceDescription } from './catalog';
import { cborRpc, speaksCbor } from './cbor';
import { checkRequired } from './check-shape';
import { parseJson } from './errors';
import type { IncomingRequest, OutgoingResponse, Route } from './front-door';
import { jsonRpc } from './json-rpc';
import { notForUs } from './not-for-us';
import { query } from './query';
import { restJson } from './rest-json';
import { loadSchemas, type ServiceSchemas } from './schemas';
import type { Codec, WireRequest } from './wire';

const CODECS = { 'rest-json': restJson, json: jsonRpc, query } as const;

/** Answers AWS's own wire protocols: finds service and operation, decodes, dispatches, encodes. */
export class AwsRoute implements Route {
  readonly prefix = '/';
  readonly holdsClock = true;
  private readonly schemas = new Map<string, Promise<ServiceSchemas>>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly credentials: CredentialRegistry,
    private readonly ids: RandomStream,
  ) {}

  async handle(request: IncomingRequest): Promise<OutgoingResponse> {
    const requestId = this.ids.uuid();
    const scope = credentialScope(request.headers.authorization);
    const service = scope === undefined ? undefined : CATALOG.find(({ signingName }) => signingName === scope.service);
    if (service === undefined || scope === undefined || isRestApi(service, request)) {
      return notForUs(request, scope?.service, requestId);
    }

    const wire: WireRequest = { ...request, query: request.url.searchParams };
    const codec = codecFor(service, wire);
    const schemas = await this.load(service);
    try {
      const operation = codec.operation(wire, schemas);
      const input = service.verbatim === true ? parse(request.body) : await codec.decode(wire, operation);
      if (service.constraints?.operations[operation.name] === undefined) {
        checkRequired(operation.input, input as Record<string, unknown>);
      }
      const principal = this.credentials.identify(scope.accessKeyId);
      const output = await this.dispatcher.call<object>(service.name, operation.name, input, principal, requestId);
      if (service.verbatim === true) {
        return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(output) };
      }
      return inKind(wire, codec.encode(output ?? {}, operation, requestId));
    } catch (error) {
      if (error instanceof ServiceError) return inKind(wire, codec.encodeError(error, schemas, requestId));
      throw error;
    }
  }

  private load(service: ServiceDescription): Promise<ServiceSchemas> {
    let loading = this.schemas.get(service.name);
    if (loading === undefined) {
      loading = loadSchemas(service);
      this.schemas.set(service.name, loading);
    }
    return loading;
  }
}

/** Both kinds of API are signed alike; HTTP APIs have a path of their own. */
const isRestApi = ({ name }: ServiceDescription, { path }: IncomingRequest): boolean =>
  name === 'apigatewayv2' && !path.startsWith('/v2/');

/** In CBOR where a client asks for it; CloudWatch is still called in AWS Query, too. */
function codecFor({ name, protocol }: ServiceDescription, wire: WireRequest): Codec {
  if (speaksCbor(wire)) return cborRpc;
  const isForm = wire.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return name === 'cloudwatch' && isForm ? query : CODECS[protocol];
}

/** Who asks in JSON 1.1 is answered in it. */
function inKind({ headers }: WireRequest, response: OutgoingResponse): OutgoingResponse {
  const asked = headers['content-type'];
  if (asked !== 'application/x-amz-json-1.1' || response.headers['content-type'] !== 'application/x-amz-json-1.0') {
    return response;
  }
  return { ...response, headers: { ...response.headers, 'content-type': asked } };
}

/** `AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, …` */
function credentialScope(authorization: string | undefined): { accessKeyId: string; service: string } | undefined {
  const found = /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  return found?.[1] === undefined || found[2] === undefined ? undefined : { accessKeyId: found[1], service: found[2] };
}

function parse(body: Buffer): object {
  const parsed = parseJson(body.toString('utf8'));
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new ServiceError('SerializationException', 'The request body must be an object.');
}
