import type {
  CreateRouteRequest,
  DeleteRouteRequest,
  GetRouteRequest,
  GetRoutesRequest,
  GetRoutesResponse,
  Route as RouteView,
  UpdateRouteRequest,
} from '@aws-sdk/client-apigatewayv2';
import { only } from '../support/only';
import { badRequest, conflict, isManaged, notFound } from './errors';
import type { HttpApi, HttpApis, Route } from './http-api';
import { apiOf, cut } from './lookup';
import type { Ids } from './new-api';
import { isRouteKey } from './route-key';
import { readRoute } from './settings';
import { changed, routeView } from './views';

const SETTINGS = ['AuthorizationType', 'RouteKey', 'Target'];

export const routeOperations = (apis: HttpApis, ids: Ids) => ({
  CreateRoute(input: CreateRouteRequest): RouteView {
    only('CreateRoute', input, ['ApiId', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const route = { id: ids.word(7), ...read(api, input) };
    api.routes.push(route);
    return routeView(route);
  },

  GetRoute(input: GetRouteRequest): RouteView {
    only('GetRoute', input, ['ApiId', 'RouteId']);
    return routeView(routeOf(apiOf(apis, input.ApiId), input.RouteId));
  },

  GetRoutes(input: GetRoutesRequest): GetRoutesResponse {
    only('GetRoutes', input, ['ApiId', 'MaxResults', 'NextToken']);
    const { items, next } = cut(apiOf(apis, input.ApiId).routes, input);
    return { Items: items.map(routeView), ...next };
  },

  UpdateRoute(input: UpdateRouteRequest): RouteView {
    only('UpdateRoute', input, ['ApiId', 'RouteId', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const before = routeOf(api, input.RouteId);
    const updated = { ...before, ...read(api, changed(routeView(before), input), before) };
    api.routes[api.routes.indexOf(before)] = updated;
    return routeView(updated);
  },

  DeleteRoute(input: DeleteRouteRequest): void {
    only('DeleteRoute', input, ['ApiId', 'RouteId']);
    const api = apiOf(apis, input.ApiId);
    const route = routeOf(api, input.RouteId);
    if (route.managed) throw isManaged(`Route ${route.id}`);
    api.routes.splice(api.routes.indexOf(route), 1);
  },
});

/** @param before what the route was, when it is changed */
function read(api: HttpApi, asked: object, before?: Route): Omit<Route, 'id'> {
  const { RouteKey = '' } = asked as CreateRouteRequest;
  if (!isRouteKey(RouteKey)) {
    throw badRequest(
      'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    );
  }
  if (api.routes.some((route) => route !== before && route.key.text === RouteKey)) {
    throw conflict(`Route with key ${RouteKey} already exists for this API`);
  }
  const route = readRoute(asked);
  if (!api.integrations.has(route.integrationId)) throw notFound('Integration', route.integrationId);
  return route;
}

function routeOf({ routes }: HttpApi, id = ''): Route {
  const route = routes.find((one) => one.id === id);
  if (route === undefined) throw notFound('Route', id);
  return route;
}
