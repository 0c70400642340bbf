import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { HOLD_HEADER } from '../../kernel/clock';
import type { HttpApi, Stage } from './http-api';
import type { Match } from './route-key';

/** A request to the public URL of an API. */
export interface HttpApiRequest {
  readonly apiId: string;
  readonly method: string;
  /** Percent-encoded, without the prefix that names the API. */
  readonly path: string;
  readonly rawQueryString: string;
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface Received {
  readonly request: HttpApiRequest;
  readonly api: HttpApi;
  readonly stage: Stage;
  readonly match: Match;
  readonly requestId: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly account: string;
  readonly region: string;
}

/** What AWS's own front keeps to itself, and ours. */
const DROPPED = new Set(['connection', 'cookie', 'keep-alive', 'transfer-encoding', HOLD_HEADER]);
/** Bodies that arrive as text; all others are base64 (HTTP API developer guide, Lambda integrations). */
const TEXT = /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/;

/** The event of payload format 2.0. Members without content are left out. */
export function requestEvent({
  request,
  api,
  stage,
  match,
  requestId,
  time,
  account,
  region,
}: Received): APIGatewayProxyEventV2 {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name, value]) => value !== undefined && !DROPPED.has(name)),
  );
  const cookies = request.headers.cookie?.split(/; ?/);
  const query = queryParameters(request.rawQueryString);
  const isText = TEXT.test(request.headers['content-type'] ?? '');
  const { key, pathParameters } = match;
  return {
    version: '2.0',
    routeKey: key.text,
    rawPath: request.path,
    rawQueryString: request.rawQueryString,
    ...(cookies === undefined ? {} : { cookies }),
    headers: {
      ...headers,
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: account,
      apiId: api.id,
      domainName: `${api.id}.execute-api.${region}.amazonaws.com`,
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: key.text,
      stage: stage.name,
      time: commonLogTime(time),
      timeEpoch: time,
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

function queryParameters(raw: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw)) {
    const before = found[name];
    found[name] = before === undefined ? value : `${before},${value}`;
  }
  return found;
}

/** `24/Oct/2026:18:00:00 +0000` */
export function commonLogTime(time: number): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
