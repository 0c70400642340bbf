import { conflict } from './errors';
import type { HttpApi } from './http-api';

/** @throws ConflictException while a route leads to it */
export function deleteIntegration(api: HttpApi, id: string): void {
  const route = api.routes.find(({ integrationId }) => integrationId === id);
  if (route !== undefined) {
    throw conflict(`Integration ${id} is the target of route ${route.key.text}; delete that first.`);
  }
  api.integrations.delete(id);
}
