import type { ResourceType } from '../../cloudformation/resource-type';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { HttpApi, HttpApis } from './http-api';
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
  create(properties) {
    const given = properties as { Description?: string; Name: string; ProtocolType: string };
    if (given.ProtocolType !== 'HTTP') throw new NotEmulatedError(`an API with ProtocolType ${given.ProtocolType}`);
    const id = ids.word(10);
    const endpoint = `${platform.endpoint()}/_api/${id}`;
    apis.add({
      id,
      name: given.Name,
      description: given.Description ?? '',
      endpoint,
      createdAt: platform.clock.now(),
      integrations: new Map(),
      routes: [],
      stages: new Map(),
    });
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: endpoint } };
  },
});

const integrationType = (apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Integration',
  properties: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
  withoutEffect: {
    Description: 'shown nowhere',
    IntegrationMethod: 'a Lambda function is always invoked by POST',
  },
  create(properties) {
    const given = properties as {
      ApiId: string;
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
    const id = ids.word(7);
    existing(apis, given.ApiId).integrations.set(id, {
      id,
      uri: given.IntegrationUri,
      functionArn: functionArn(given.IntegrationUri),
      timeout: Number(given.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS),
    });
    return { ref: id, attributes: { IntegrationId: id } };
  },
});

const routeType = (apis: HttpApis, ids: Ids): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Route',
  properties: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
  create(properties) {
    const given = properties as { ApiId: string; AuthorizationType?: string; RouteKey: string; Target?: string };
    if ((given.AuthorizationType ?? 'NONE') !== 'NONE')
      throw new NotEmulatedError(`authorization type ${given.AuthorizationType} of a route`);
    const integrationId = /^integrations\/(.+)$/.exec(given.Target ?? '')?.[1];
    if (integrationId === undefined) throw new NotEmulatedError(`the route target ${given.Target}`);
    const id = ids.word(7);
    existing(apis, given.ApiId).routes.push({ id, key: parseRouteKey(given.RouteKey), integrationId });
    return { ref: id, attributes: { RouteId: id } };
  },
});

const stageType = (apis: HttpApis): ResourceType => ({
  type: 'AWS::ApiGatewayV2::Stage',
  properties: ['AccessLogSettings', 'ApiId', 'AutoDeploy', 'StageName'],
  create(properties) {
    const given = properties as {
      AccessLogSettings?: { DestinationArn: string; Format: string };
      ApiId: string;
      AutoDeploy?: boolean | string;
      StageName: string;
    };
    if (String(given.AutoDeploy) !== 'true') throw new NotEmulatedError('a stage without AutoDeploy');
    const log = given.AccessLogSettings;
    const group = /:log-group:([^:]+)/.exec(log?.DestinationArn ?? '')?.[1];
    if (log !== undefined && group === undefined) throw new NotEmulatedError(`an access log at ${log.DestinationArn}`);
    existing(apis, given.ApiId).stages.set(given.StageName, {
      name: given.StageName,
      accessLog: log === undefined || group === undefined ? undefined : { group, format: log.Format },
    });
    return { ref: given.StageName, attributes: {} };
  },
});

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
