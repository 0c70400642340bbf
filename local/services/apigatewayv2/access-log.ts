import { commonLogTime, type Received } from './request-event';
import type { HttpApiResponse } from './response';

export interface Answered extends Omit<Received, 'match'> {
  readonly routeKey: string;
  readonly response: HttpApiResponse;
  /** ms */
  readonly latency: number;
  /** ms; undefined when no integration was called. */
  readonly integrationLatency: number | undefined;
}

/** One line of a stage's access log. A variable without a value is a dash, as on AWS. */
export function accessLogLine(format: string, answered: Answered): string {
  const values = variables(answered);
  return format.replace(/\$context\.([a-zA-Z]+(?:\.[a-zA-Z]+)*)/g, (_, name: string) => String(values[name] ?? '-'));
}

function variables({
  request,
  api,
  stage,
  requestId,
  time,
  account,
  region,
  routeKey,
  response,
  ...rest
}: Answered): Record<string, unknown> {
  return {
    accountId: account,
    apiId: api.id,
    domainName: `${api.id}.execute-api.${region}.amazonaws.com`,
    extendedRequestId: requestId,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'],
    'integration.latency': rest.integrationLatency,
    integrationLatency: rest.integrationLatency,
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: commonLogTime(time),
    requestTimeEpoch: time,
    responseLatency: rest.latency,
    responseLength: response.body.length,
    routeKey,
    stage: stage.name,
    status: response.status,
  };
}
