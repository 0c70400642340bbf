import type {
  Api,
  Integration as IntegrationView,
  Route as RouteView,
  Stage as StageView,
} from '@aws-sdk/client-apigatewayv2';
import type { HttpApi, Integration, Route, Stage } from './http-api';

/*
 * What calls show. Each view names its settings as a call asks for them, so that a change is read from the view with the change
 * laid over it.
 */

export const apiView = (api: HttpApi): Api => ({
  ApiId: api.id,
  ApiEndpoint: api.endpoint,
  Name: api.name,
  ...(api.description === '' ? {} : { Description: api.description }),
  ProtocolType: 'HTTP',
  RouteSelectionExpression: '$request.method $request.path',
  ApiKeySelectionExpression: '$request.header.x-api-key',
  CreatedDate: new Date(api.createdAt),
  DisableExecuteApiEndpoint: false,
});

const flag = (managed: boolean | undefined) => (managed ? { ApiGatewayManaged: true } : {});

export const integrationView = ({ id, uri, timeout, managed }: Integration): IntegrationView => ({
  IntegrationId: id,
  ...flag(managed),
  ConnectionType: 'INTERNET',
  IntegrationMethod: 'POST',
  IntegrationType: 'AWS_PROXY',
  IntegrationUri: uri,
  PayloadFormatVersion: '2.0',
  TimeoutInMillis: timeout,
});

export const routeView = ({ id, key, integrationId, managed }: Route): RouteView => ({
  RouteId: id,
  ...flag(managed),
  RouteKey: key.text,
  Target: `integrations/${integrationId}`,
  ApiKeyRequired: false,
  AuthorizationType: 'NONE',
});

export const stageView = ({ name, accessLog, createdAt, updatedAt, managed }: Stage): StageView => ({
  StageName: name,
  ...flag(managed),
  AutoDeploy: true,
  ...(accessLog !== undefined && {
    AccessLogSettings: { DestinationArn: accessLog.destination, Format: accessLog.format },
  }),
  DefaultRouteSettings: { DetailedMetricsEnabled: false },
  RouteSettings: {},
  StageVariables: {},
  Tags: {},
  CreatedDate: new Date(createdAt),
  LastUpdatedDate: new Date(updatedAt),
});

/** A view with a change laid over it; a member that is not set changes nothing. */
export const changed = (view: object, change: object): object => ({
  ...view,
  ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
});
