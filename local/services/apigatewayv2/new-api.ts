import type { Platform } from '../../kernel/platform';
import type { HttpApi } from './http-api';

export type Ids = ReturnType<Platform['random']['stream']>;

/** An API on which there is nothing yet. */
export function newApi(platform: Platform, ids: Ids, settings: Pick<HttpApi, 'name' | 'description'>): HttpApi {
  const id = ids.word(10);
  return {
    id,
    ...settings,
    endpoint: `${platform.endpoint()}/_api/${id}`,
    createdAt: platform.clock.now(),
    integrations: new Map(),
    routes: [],
    stages: new Map(),
  };
}
