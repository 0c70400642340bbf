import type { CreateRouteRequest } from '@aws-sdk/client-apigatewayv2';
import { badRequest, conflict, notFound } from './errors';
import type { HttpApi, Route } from './http-api';
import { isRouteKey } from './route-key';
import { readRoute } from './settings';

/**
 * The route that a call or a template asks for, if the API can have it.
 * @param before what the route was, when it is changed
 * @throws BadRequestException, ConflictException, NotFoundException
 */
export function checkedRoute(api: HttpApi, asked: object, before?: Route): Omit<Route, 'id'> {
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
