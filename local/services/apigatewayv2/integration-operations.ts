import type {
  CreateIntegrationRequest,
  DeleteIntegrationRequest,
  GetIntegrationRequest,
  GetIntegrationsRequest,
  GetIntegrationsResponse,
  Integration as IntegrationView,
  UpdateIntegrationRequest,
} from '@aws-sdk/client-apigatewayv2';
import { only } from '../support/only';
import { deleteIntegration } from './delete-integration';
import { isManaged, notFound } from './errors';
import type { HttpApi, HttpApis, Integration } from './http-api';
import { apiOf } from './lookup';
import type { Ids } from './new-api';
import { cut } from './pages';
import { readIntegration } from './settings';
import { changed, integrationView } from './views';

const SETTINGS = ['IntegrationMethod', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'];

export const integrationOperations = (apis: HttpApis, ids: Ids) => ({
  CreateIntegration(input: CreateIntegrationRequest): IntegrationView {
    only('CreateIntegration', input, ['ApiId', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const integration = { id: ids.word(7), ...readIntegration(input) };
    api.integrations.set(integration.id, integration);
    return integrationView(integration);
  },

  GetIntegration(input: GetIntegrationRequest): IntegrationView {
    only('GetIntegration', input, ['ApiId', 'IntegrationId']);
    return integrationView(integrationOf(apiOf(apis, input.ApiId), input.IntegrationId));
  },

  GetIntegrations(input: GetIntegrationsRequest): GetIntegrationsResponse {
    only('GetIntegrations', input, ['ApiId', 'MaxResults', 'NextToken']);
    const { items, next } = cut([...apiOf(apis, input.ApiId).integrations.values()], input);
    return { Items: items.map(integrationView), ...next };
  },

  UpdateIntegration(input: UpdateIntegrationRequest): IntegrationView {
    only('UpdateIntegration', input, ['ApiId', 'IntegrationId', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const before = integrationOf(api, input.IntegrationId);
    const updated = { ...before, ...readIntegration(changed(integrationView(before), input)) };
    api.integrations.set(before.id, updated);
    return integrationView(updated);
  },

  DeleteIntegration(input: DeleteIntegrationRequest): void {
    only('DeleteIntegration', input, ['ApiId', 'IntegrationId']);
    const api = apiOf(apis, input.ApiId);
    const { id, managed } = integrationOf(api, input.IntegrationId);
    if (managed) throw isManaged(`Integration ${id}`);
    deleteIntegration(api, id);
  },
});

function integrationOf({ integrations }: HttpApi, id = ''): Integration {
  const integration = integrations.get(id);
  if (integration === undefined) throw notFound('Integration', id);
  return integration;
}
