import type { GetRoutesRequest } from '@aws-sdk/client-apigatewayv2';
import { type Needs, type NeedsOf, on } from './need';

/** The actions are HTTP methods, the resources paths. */
const get =
  (path: (apiId: string) => string): NeedsOf =>
  ({ ApiId = '' }: Partial<GetRoutesRequest>, { region }) =>
    on('apigateway:GET', `arn:aws:apigateway:${region}::${path(ApiId)}`);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html */
export const apigatewayv2: Needs = {
  GetApi: get((id) => `/apis/${id}`),
  GetApis: get(() => '/apis'),
  GetRoutes: get((id) => `/apis/${id}/routes`),
};
