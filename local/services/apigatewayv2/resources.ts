import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';
import { checkedRoute } from './checked-route';
import { deleteIntegration } from './delete-integration';
import { conflict, notFound } from './errors';
import type { HttpApis } from './http-api';
import { apiOf } from './lookup';
import { type Ids, newApi } from './new-api';
import { readApi, readIntegration, readStage } from './settings';

export function resourceTypes(platform: Platform, apis: HttpApis, ids: Ids): ResourceType[] {
  return [apiType(platform, apis, ids), integrationType(apis, ids), routeType(apis, ids), stageType(platform, apis)];
}

const apiType = (platform: Platform, apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Api',
  properties: ['Description', 'Name', 'ProtocolType'],
  replacement: ['ProtocolType'],
  create(properties) {
    const api = newApi(platform, ids, readApi(properties));
    apis.add(api);
    return { ref: api.id, attributes: { ApiId: api.id, ApiEndpoint: api.endpoint } };
  },
  update(standing, properties) {
    apis.add({ ...apiOf(apis, standing.ref), ...readApi(properties) });
    return standing;
  },
  delete: ({ ref }) => apis.remove(ref),
});

const integrationType = (apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Integration',
  properties: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
  withoutEffect: {
    Description: 'shown nowhere',
    IntegrationMethod: 'a Lambda function is always invoked by POST',
  },
  replacement: ['ApiId'],
  create(properties) {
    const id = ids.word(7);
    apiOf(apis, apiId(properties)).integrations.set(id, { id, ...readIntegration(properties) });
    return { ref: id, attributes: { IntegrationId: id } };
  },
  update(standing, properties) {
    const { integrations } = apiOf(apis, apiId(properties));
    if (!integrations.has(standing.ref)) throw notFound('Integration', standing.ref);
    integrations.set(standing.ref, { id: standing.ref, ...readIntegration(properties) });
    return standing;
  },
  delete({ ref, properties }) {
    const api = apis.find(apiId(properties));
    if (api !== undefined) deleteIntegration(api, ref);
  },
});

const routeType = (apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Route',
  properties: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
  replacement: ['ApiId'],
  create(properties) {
    const api = apiOf(apis, apiId(properties));
    const id = ids.word(7);
    api.routes.push({ id, ...checkedRoute(api, properties) });
    return { ref: id, attributes: { RouteId: id } };
  },
  update(standing, properties) {
    const api = apiOf(apis, apiId(properties));
    const before = api.routes.find(({ id }) => id === standing.ref);
    if (before === undefined) throw notFound('Route', standing.ref);
    api.routes[api.routes.indexOf(before)] = { id: standing.ref, ...checkedRoute(api, properties, before) };
    return standing;
  },
  delete({ ref, properties }) {
    const routes = apis.find(apiId(properties))?.routes ?? [];
    const place = routes.findIndex(({ id }) => id === ref);
    if (place >= 0) routes.splice(place, 1);
  },
});

const stageType = ({ clock }: Platform, apis: HttpApis): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Stage',
  properties: ['AccessLogSettings', 'ApiId', 'AutoDeploy', 'StageName'],
  replacement: ['ApiId', 'StageName'],
  create(properties) {
    const now = clock.now();
    const { stages } = apiOf(apis, apiId(properties));
    const stage = { ...readStage(properties), createdAt: now, updatedAt: now };
    // A stage of this name may be somebody else's: it is not to be taken over, and deleted with the stack.
    if (stages.has(stage.name)) throw conflict('Stage already exists');
    stages.set(stage.name, stage);
    return { ref: stage.name, attributes: {} };
  },
  update(standing, properties) {
    const { stages } = apiOf(apis, apiId(properties));
    const before = stages.get(standing.ref);
    if (before === undefined) throw notFound('stage', standing.ref);
    stages.set(standing.ref, { ...before, ...readStage(properties), updatedAt: clock.now() });
    return standing;
  },
  delete: ({ ref, properties }) => apis.find(apiId(properties))?.stages.delete(ref),
});

const apiId = ({ ApiId }: Properties): string => String(ApiId);
