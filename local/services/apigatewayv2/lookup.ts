import { notFound } from './errors';
import type { HttpApi, HttpApis } from './http-api';

/** @throws NotFoundException */
export function apiOf(apis: HttpApis, id = ''): HttpApi {
  const api = apis.find(id);
  if (api === undefined) throw notFound('API', `${apis.account}:${id}`);
  return api;
}
