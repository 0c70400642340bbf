import { checkedRoute } from './checked-route';
import type { HttpApi } from './http-api';
import type { Ids } from './new-api';
import { readIntegration, readStage } from './settings';

/**
 * CreateApi with a target: an integration, a route for everything unless a key is given, and the stage `$default`. The function's
 * permission is left to whoever asks, as on AWS.
 */
export function quickCreate(
  api: HttpApi,
  { target, routeKey = '$default' }: { readonly target: string; readonly routeKey: string | undefined },
  ids: Ids,
  now: number,
): void {
  const integration = {
    id: ids.word(7),
    ...readIntegration({ IntegrationType: 'AWS_PROXY', IntegrationUri: target, PayloadFormatVersion: '2.0' }),
    managed: true,
  };
  api.integrations.set(integration.id, integration);
  const route = checkedRoute(api, { RouteKey: routeKey, Target: `integrations/${integration.id}` });
  api.routes.push({ id: ids.word(7), ...route, managed: true });
  const stage = readStage({ StageName: '$default', AutoDeploy: true });
  api.stages.set(stage.name, { ...stage, createdAt: now, updatedAt: now, managed: true });
}
