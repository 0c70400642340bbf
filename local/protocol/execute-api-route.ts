import type { HttpApiRequest, HttpApiResponse } from '../services/apigatewayv2';
import type { Route } from './front-door';

const PREFIX = '/_api/';

/** Public URLs of HTTP APIs: `/_api/<api id>/<path>`. */
export function executeApiRoute(handle: (request: HttpApiRequest) => Promise<HttpApiResponse>): Route {
  return {
    prefix: PREFIX,
    holdsClock: true,
    handle(request) {
      const [apiId = '', ...rest] = request.path.slice(PREFIX.length).split('/');
      return handle({
        apiId,
        method: request.method,
        path: `/${rest.join('/')}`,
        rawQueryString: request.url.search.slice(1),
        headers: request.headers,
        body: request.body,
        sourceIp: request.sourceIp,
      });
    },
  };
}
