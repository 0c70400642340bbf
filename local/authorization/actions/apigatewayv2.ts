import type { GetIntegrationRequest, GetRouteRequest, GetStageRequest } from '@aws-sdk/client-apigatewayv2';
import { type Needs, type NeedsOf, on } from './need';

type Named = Partial<GetIntegrationRequest & GetRouteRequest & GetStageRequest>;

/** The actions are HTTP methods, the resources paths. */
const by =
  (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: (named: Named) => string): NeedsOf =>
  (input: Named, { region }) =>
    on(`apigateway:${method}`, `arn:aws:apigateway:${region}::${path(input)}`);

const apis = () => '/apis';
const api = ({ ApiId = '' }: Named) => `/apis/${ApiId}`;
const integrations = (named: Named) => `${api(named)}/integrations`;
const integration = (named: Named) => `${integrations(named)}/${named.IntegrationId}`;
const routes = (named: Named) => `${api(named)}/routes`;
const route = (named: Named) => `${routes(named)}/${named.RouteId}`;
const stages = (named: Named) => `${api(named)}/stages`;
const stage = (named: Named) => `${stages(named)}/${named.StageName}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html */
export const apigatewayv2: Needs = {
  CreateApi: by('POST', apis),
  GetApis: by('GET', apis),
  GetApi: by('GET', api),
  UpdateApi: by('PATCH', api),
  DeleteApi: by('DELETE', api),
  CreateIntegration: by('POST', integrations),
  GetIntegrations: by('GET', integrations),
  GetIntegration: by('GET', integration),
  UpdateIntegration: by('PATCH', integration),
  DeleteIntegration: by('DELETE', integration),
  CreateRoute: by('POST', routes),
  GetRoutes: by('GET', routes),
  GetRoute: by('GET', route),
  UpdateRoute: by('PATCH', route),
  DeleteRoute: by('DELETE', route),
  CreateStage: by('POST', stages),
  GetStages: by('GET', stages),
  GetStage: by('GET', stage),
  UpdateStage: by('PATCH', stage),
  DeleteStage: by('DELETE', stage),
};
