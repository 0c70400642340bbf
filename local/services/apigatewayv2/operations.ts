import type { Platform } from '../../kernel/platform';
import { apiOperations } from './api-operations';
import type { HttpApis } from './http-api';
import { integrationOperations } from './integration-operations';
import type { Ids } from './new-api';
import { routeOperations } from './route-operations';
import { stageOperations } from './stage-operations';

export const operations = (platform: Platform, apis: HttpApis, ids: Ids) => ({
  ...apiOperations(platform, apis, ids),
  ...integrationOperations(apis, ids),
  ...routeOperations(apis, ids),
  ...stageOperations(platform, apis),
});
