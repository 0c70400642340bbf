import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { Gateway } from './gateway';
import { HttpApis } from './http-api';
import { operations } from './operations';
import type { HttpApiRequest } from './request-event';
import { resourceTypes } from './resources';
import type { HttpApiResponse } from './response';

export type { HttpApiRequest, HttpApiResponse };

export interface ApiGateway {
  readonly service: Service;
  readonly resources: readonly ResourceType[];
  /** Answers a request to the public URL of an API. Within a task of the clock. */
  handle(request: HttpApiRequest): Promise<HttpApiResponse>;
}

/** API Gateway's HTTP APIs in front of Lambda functions. */
export function createApiGateway(platform: Platform): ApiGateway {
  const apis = new HttpApis(platform.account);
  const ids = platform.random.stream('apigateway.id');
  const gateway = new Gateway(platform, apis);
  return {
    service: { name: 'apigatewayv2', operations: operations(platform, apis, ids) },
    resources: resourceTypes(platform, apis, ids),
    handle: (request) => gateway.handle(request),
  };
}
