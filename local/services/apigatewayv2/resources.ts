import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { HttpApi, HttpApis, Integration, Route, Stage } from './http-api';
import { parseRouteKey } from './route-key';

/** Milliseconds; also the most that an HTTP API allows. */
const INTEGRATION_TIMEOUT_MS = 30_000;

export function resourceTypes(platform: Platform, apis: HttpApis): ResourceType[] {
  const ids = platform.random.stream('apigateway.id');
  return [apiType(platform, apis, ids), integrationType(apis, ids), routeType(apis, ids), stageType(apis)];
}

type Ids = ReturnType<Platform['random']['stream']>;

const apiType = (platform: Platform, apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Api',
  properties: ['Description', 'Name', 'ProtocolType'],
  replacement: ['ProtocolType'],
  create(properties) {
    if (properties.ProtocolType !== 'HTTP') {
      throw new NotEmulatedError(`an API with ProtocolType ${properties.ProtocolType}`);
    }
    const id = ids.word(10);
    const endpoint = `${platform.endpoint()}/_api/${id}`;
    apis.add({
      id,
      ...readApi(properties),
      endpoint,
      createdAt: platform.clock.now(),
      integrations: new Map(),
      routes: [],
      stages: new Map(),
    });
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: endpoint } };
  },
  update(standing, properties) {
    apis.add({ ...existing(apis, standing.ref), ...readApi(properties) });
    return standing;
  },
  delete: ({ ref }) => apis.remove(ref),
});

function readApi(properties: Properties): Pick<HttpApi, 'name' | 'description'> {
  const { Name, Description = '' } = properties as { Description?: string; Name: string };
  return { name: Name, description: Description };
}

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
    apiOf(apis, properties).integrations.set(id, { id, ...readIntegration(properties) });
    return { ref: id, attributes: { IntegrationId: id } };
  },
  update(standing, properties) {
    const { integrations } = apiOf(apis, properties);
    if (!integrations.has(standing.ref)) throw new Error(`There is no integration ${standing.ref}`);
    integrations.set(standing.ref, { id: standing.ref, ...readIntegration(properties) });
    return standing;
  },
  delete: ({ ref, properties }) => apis.find(apiId(properties))?.integrations.delete(ref),
});

function readIntegration(properties: Properties): Omit<Integration, 'id'> {
  const given = properties as {
    IntegrationType: string;
    IntegrationUri: string;
    PayloadFormatVersion?: string;
    TimeoutInMillis?: number;
  };
  if (given.IntegrationType !== 'AWS_PROXY')
    throw new NotEmulatedError(`an integration of type ${given.IntegrationType}`);
  if (given.PayloadFormatVersion !== '2.0') {
    throw new NotEmulatedError(`payload format version ${given.PayloadFormatVersion} of an HTTP API: only 2.0`);
  }
  return {
    uri: given.IntegrationUri,
    functionArn: functionArn(given.IntegrationUri),
    timeout: Number(given.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS),
  };
}

const routeType = (apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Route',
  properties: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
  replacement: ['ApiId'],
  create(properties) {
    const route = readRoute(properties);
    const id = ids.word(7);
    apiOf(apis, properties).routes.push({ id, ...route });
    return { ref: id, attributes: { RouteId: id } };
  },
  update(standing, properties) {
    const { routes } = apiOf(apis, properties);
    const place = routes.findIndex(({ id }) => id === standing.ref);
    if (place < 0) throw new Error(`There is no route ${standing.ref}`);
    routes[place] = { id: standing.ref, ...readRoute(properties) };
    return standing;
  },
  delete({ ref, properties }) {
    const routes = apis.find(apiId(properties))?.routes ?? [];
    const place = routes.findIndex(({ id }) => id === ref);
    if (place >= 0) routes.splice(place, 1);
  },
});

function readRoute(properties: Properties): Omit<Route, 'id'> {
  const given = properties as { AuthorizationType?: string; RouteKey: string; Target?: string };
  if ((given.AuthorizationType ?? 'NONE') !== 'NONE')
    throw new NotEmulatedError(`authorization type ${given.AuthorizationType} of a route`);
  const integrationId = /^integrations\/(.+)$/.exec(given.Target ?? '')?.[1];
  if (integrationId === undefined) throw new NotEmulatedError(`the route target ${given.Target}`);
  return { key: parseRouteKey(given.RouteKey), integrationId };
}

const stageType = (apis: HttpApis): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Stage',
  properties: ['AccessLogSettings', 'ApiId', 'AutoDeploy', 'StageName'],
  replacement: ['ApiId', 'StageName'],
  create(properties) {
    const stage = readStage(properties);
    apiOf(apis, properties).stages.set(stage.name, stage);
    return { ref: stage.name, attributes: {} };
  },
  update(standing, properties) {
    apiOf(apis, properties).stages.set(standing.ref, readStage(properties));
    return standing;
  },
  delete: ({ ref, properties }) => apis.find(apiId(properties))?.stages.delete(ref),
});

function readStage(properties: Properties): Stage {
  const given = properties as {
    AccessLogSettings?: { DestinationArn: string; Format: string };
    AutoDeploy?: boolean | string;
    StageName: string;
  };
  if (String(given.AutoDeploy) !== 'true') throw new NotEmulatedError('a stage without AutoDeploy');
  const log = given.AccessLogSettings;
  const group = /:log-group:([^:]+)/.exec(log?.DestinationArn ?? '')?.[1];
  if (log !== undefined && group === undefined) throw new NotEmulatedError(`an access log at ${log.DestinationArn}`);
  return {
    name: given.StageName,
    accessLog: log === undefined || group === undefined ? undefined : { group, format: log.Format },
  };
}

const apiId = ({ ApiId }: Properties): string => String(ApiId);

const apiOf = (apis: HttpApis, properties: Properties): HttpApi => existing(apis, apiId(properties));

function existing(apis: HttpApis, id: string): HttpApi {
  const api = apis.find(id);
  if (api === undefined) throw new Error(`There is no API ${id}`);
  return api;
}

/** Takes a function's ARN, or the form `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`. */
function functionArn(uri: string): string {
  const arn = /:lambda:path\/[\d-]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
  if (!/^arn:aws[a-z-]*:lambda:/.test(arn))
    throw new NotEmulatedError(`the integration URI ${uri}: only Lambda functions`);
  return arn;
}
