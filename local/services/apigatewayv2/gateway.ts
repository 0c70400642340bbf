import type { InvocationResponse } from '@aws-sdk/client-lambda';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { type Answered, accessLogLine } from './access-log';
import type { HttpApi, HttpApis, Integration, Stage } from './http-api';
import { recordMetrics } from './metrics';
import { type HttpApiRequest, type Received, requestEvent } from './request-event';
import {
  fromInvocation,
  type HttpApiResponse,
  INTERNAL_SERVER_ERROR,
  NOT_FOUND,
  SERVICE_UNAVAILABLE,
} from './response';
import { matchRoute } from './route-key';
import { sourceArn } from './source-arn';

const PRINCIPAL = { kind: 'service', service: 'apigateway.amazonaws.com' } as const;

interface Integrated {
  readonly response: HttpApiResponse;
  /** ms; undefined when no integration was called. */
  readonly integrationLatency: number | undefined;
}

/** Takes requests to the public URLs of HTTP APIs. */
export class Gateway {
  private readonly requestIds;

  constructor(
    private readonly platform: Platform,
    private readonly apis: HttpApis,
  ) {
    this.requestIds = platform.random.stream('apigateway.request-id');
  }

  async handle(request: HttpApiRequest): Promise<HttpApiResponse> {
    const { clock, latencies, account, region } = this.platform;
    const api = this.apis.find(request.apiId);
    const found = api === undefined ? undefined : findStage(api, request.path);
    if (api === undefined || found === undefined) return NOT_FOUND;
    const { stage, path } = found;
    const time = clock.now();
    const requestId = this.requestIds.uuid();
    // Stands for the gateway's own computing, which takes no virtual time.
    if (clock.mode === 'virtual') await clock.sleep(latencies.httpApi);
    const match = matchRoute(
      api.routes.map(({ key }) => key),
      request.method,
      path,
    );
    const received = { request, api, stage, requestId, time, account, region };
    const { response, integrationLatency } =
      match === undefined
        ? { response: NOT_FOUND, integrationLatency: undefined }
        : await this.integrate({ ...received, match });
    this.record({
      ...received,
      routeKey: match?.key.text ?? '-',
      response,
      latency: clock.now() - time,
      integrationLatency,
    });
    return { ...response, headers: { ...response.headers, 'apigw-requestid': requestId } };
  }

  private async integrate(received: Received): Promise<Integrated> {
    const { api, stage, match, request } = received;
    const route = api.routes.find(({ key }) => key === match.key);
    const integration = api.integrations.get(route?.integrationId ?? '');
    if (integration === undefined) return { response: INTERNAL_SERVER_ERROR, integrationLatency: undefined };
    const startedAt = this.platform.clock.now();
    const source = sourceArn(this.platform, { api, stage, method: request.method, key: match.key });
    const response = await this.invoke(integration, Buffer.from(JSON.stringify(requestEvent(received))), source);
    return { response, integrationLatency: this.platform.clock.now() - startedAt };
  }

  /** The function goes on when the integration has timed out; nobody waits for it then. */
  private async invoke(
    { functionArn, timeout }: Integration,
    Payload: Buffer,
    source: string,
  ): Promise<HttpApiResponse> {
    const { clock } = this.platform;
    const principal = { ...PRINCIPAL, sourceArn: source };
    const invocation = clock.task('HTTP API integration', async () => {
      try {
        const input = { FunctionName: functionArn, Payload };
        return fromInvocation(await this.platform.call<InvocationResponse>('lambda', 'Invoke', input, principal));
      } catch (error) {
        if (error instanceof ServiceError) return INTERNAL_SERVER_ERROR;
        throw error;
      }
    });
    return clock.park(
      () =>
        new Promise((resolve, reject) => {
          const limit = clock.at(clock.now() + timeout, 'time-out of an HTTP API integration', () =>
            resolve(SERVICE_UNAVAILABLE),
          );
          invocation.then(resolve, reject).finally(() => limit.cancel());
        }),
    );
  }

  private record(answered: Answered): void {
    const { stage, api } = answered;
    recordMetrics(this.platform, answered);
    if (stage.accessLog === undefined) return;
    this.platform.log(stage.accessLog.group, api.id, accessLogLine(stage.accessLog.format, answered));
  }
}

/** A stage by the first part of the path; `$default` takes the paths of no other. */
function findStage(api: HttpApi, path: string): { readonly stage: Stage; readonly path: string } | undefined {
  const [, first = '', ...rest] = path.split('/');
  const named = first === '' ? undefined : api.stages.get(first);
  if (named !== undefined) return { stage: named, path: `/${rest.join('/')}` };
  const stage = api.stages.get('$default');
  return stage === undefined ? undefined : { stage, path };
}
