import type {
  Api,
  CreateApiRequest,
  DeleteApiRequest,
  GetApiRequest,
  GetApisRequest,
  GetApisResponse,
  UpdateApiRequest,
} from '@aws-sdk/client-apigatewayv2';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import type { HttpApi, HttpApis } from './http-api';
import { apiOf } from './lookup';
import { type Ids, newApi } from './new-api';
import { cut } from './pages';
import { quickCreate } from './quick-create';
import { readApi } from './settings';
import { apiView, changed } from './views';

export const apiOperations = (platform: Platform, apis: HttpApis, ids: Ids) => ({
  CreateApi(input: CreateApiRequest): Api {
    only('CreateApi', input, ['Description', 'Name', 'ProtocolType', 'RouteKey', 'Target']);
    const { RouteKey, Target } = input;
    if (RouteKey !== undefined && Target === undefined)
      throw new NotEmulatedError('RouteKey of CreateApi without Target');
    const api: HttpApi = newApi(platform, ids, readApi(input));
    if (Target !== undefined) quickCreate(api, { target: Target, routeKey: RouteKey }, ids, platform.clock.now());
    apis.add(api);
    return apiView(api);
  },

  GetApi(input: GetApiRequest): Api {
    only('GetApi', input, ['ApiId']);
    return apiView(apiOf(apis, input.ApiId));
  },

  GetApis(input: GetApisRequest): GetApisResponse {
    only('GetApis', input, ['MaxResults', 'NextToken']);
    const { items, next } = cut(apis.all(), input);
    return { Items: items.map(apiView), ...next };
  },

  UpdateApi(input: UpdateApiRequest): Api {
    only('UpdateApi', input, ['ApiId', 'Description', 'Name']);
    const api = apiOf(apis, input.ApiId);
    const updated = { ...api, ...readApi(changed(apiView(api), input)) };
    apis.add(updated);
    return apiView(updated);
  },

  DeleteApi(input: DeleteApiRequest): void {
    only('DeleteApi', input, ['ApiId']);
    apis.remove(apiOf(apis, input.ApiId).id);
  },
});
