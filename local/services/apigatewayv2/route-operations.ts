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
import { checkedRoute } from './checked-route';
import { isManaged, notFound } from './errors';
import type { HttpApi, HttpApis, Route } from './http-api';
import { apiOf } from './lookup';
import type { Ids } from './new-api';
import { cut } from './pages';
import { changed, routeView } from './views';

const SETTINGS = ['AuthorizationType', 'RouteKey', 'Target'];

export const routeOperations = (apis: HttpApis, ids: Ids) => ({
  CreateRoute(input: CreateRouteRequest): RouteView {
    only('CreateRoute', input, ['ApiId', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const route = { id: ids.word(7), ...checkedRoute(api, input) };
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
    if (before.managed && input.RouteKey !== undefined) throw isManaged(`Route ${before.id}`);
    const updated = { ...before, ...checkedRoute(api, changed(routeView(before), input), before) };
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

function routeOf({ routes }: HttpApi, id = ''): Route {
  const route = routes.find((one) => one.id === id);
  if (route === undefined) throw notFound('Route', id);
  return route;
}
