import type {
  Api,
  GetApiRequest,
  GetApisRequest,
  GetApisResponse,
  GetRoutesRequest,
  GetRoutesResponse,
} from '@aws-sdk/client-apigatewayv2';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import type { HttpApi, HttpApis } from './http-api';

/** Items a call returns unless the caller asks for fewer. */
const PER_PAGE = 25;

export const operations = (apis: HttpApis) => ({
  GetApi(input: GetApiRequest): Api {
    only('GetApi', input, ['ApiId']);
    return view(existing(apis, input.ApiId));
  },

  GetApis(input: GetApisRequest): GetApisResponse {
    only('GetApis', input, ['MaxResults', 'NextToken']);
    const { items, next } = cut(apis.all(), input);
    return { Items: items.map(view), ...next };
  },

  GetRoutes(input: GetRoutesRequest): GetRoutesResponse {
    only('GetRoutes', input, ['ApiId', 'MaxResults', 'NextToken']);
    const { items, next } = cut(existing(apis, input.ApiId).routes, input);
    return {
      Items: items.map(({ id, key, integrationId }) => ({
        RouteId: id,
        RouteKey: key.text,
        Target: `integrations/${integrationId}`,
        ApiKeyRequired: false,
        AuthorizationType: 'NONE',
      })),
      ...next,
    };
  },
});

function existing(apis: HttpApis, id = ''): HttpApi {
  const api = apis.find(id);
  if (api === undefined) throw new ServiceError('NotFoundException', `Invalid API identifier specified ${id}`, 404);
  return api;
}

function cut<Item>(
  all: readonly Item[],
  { MaxResults, NextToken }: { MaxResults?: string | undefined; NextToken?: string | undefined },
) {
  const size = MaxResults === undefined ? PER_PAGE : Number(MaxResults);
  const invalid = () => new ServiceError('BadRequestException', 'Invalid value for nextToken', 400);
  const { items, next } = page(all, NextToken, size, invalid);
  return { items, next: next === undefined ? {} : { NextToken: next } };
}

const view = (api: HttpApi): Api => ({
  ApiId: api.id,
  ApiEndpoint: api.endpoint,
  Name: api.name,
  ...(api.description === '' ? {} : { Description: api.description }),
  ProtocolType: 'HTTP',
  RouteSelectionExpression: '$request.method $request.path',
  ApiKeySelectionExpression: '$request.header.x-api-key',
  CreatedDate: new Date(api.createdAt),
  DisableExecuteApiEndpoint: false,
});
