import { NotEmulatedError } from '../../kernel/errors';
import { badRequest } from './errors';
import type { HttpApi, Integration, Route, StageSettings } from './http-api';
import { parseRouteKey } from './route-key';

/*
 * What a template's resource or a call asks for: both name it alike.
 */

type Asked = object;

const LEAST_TIMEOUT_MS = 50;
/** Also what an integration has that asks for none. */
const MOST_TIMEOUT_MS = 30_000;

export function readApi(asked: Asked): Pick<HttpApi, 'name' | 'description'> {
  const {
    Name,
    Description = '',
    ProtocolType,
  } = asked as { Description?: string; Name: string; ProtocolType?: string };
  if (ProtocolType !== 'HTTP') throw new NotEmulatedError(`an API with ProtocolType ${ProtocolType}`);
  return { name: Name, description: Description };
}

export function readIntegration(asked: Asked): Omit<Integration, 'id'> {
  const given = asked as {
    IntegrationType: string;
    IntegrationUri?: string;
    PayloadFormatVersion?: string;
    TimeoutInMillis?: number | string;
  };
  const { IntegrationUri: uri, PayloadFormatVersion: format } = given;
  if (format === undefined) throw badRequest('PayloadFormatVersion is a required parameter for integration');
  if (uri === undefined) throw badRequest('IntegrationUri is a required parameter for integration');
  const timeout = Number(given.TimeoutInMillis ?? MOST_TIMEOUT_MS);
  if (!(timeout >= LEAST_TIMEOUT_MS && timeout <= MOST_TIMEOUT_MS)) {
    throw badRequest(`Timeout should be between ${LEAST_TIMEOUT_MS} ms and ${MOST_TIMEOUT_MS} ms`);
  }
  if (given.IntegrationType !== 'AWS_PROXY')
    throw new NotEmulatedError(`an integration of type ${given.IntegrationType}`);
  if (format !== '2.0') throw new NotEmulatedError(`payload format version ${format} of an HTTP API: only 2.0`);
  return { uri, functionArn: functionArn(uri), timeout };
}

export function readRoute(asked: Asked): Omit<Route, 'id'> {
  const given = asked as { AuthorizationType?: string; RouteKey: string; Target?: string };
  if ((given.AuthorizationType ?? 'NONE') !== 'NONE')
    throw new NotEmulatedError(`authorization type ${given.AuthorizationType} of a route`);
  const integrationId = /^integrations\/(.+)$/.exec(given.Target ?? '')?.[1];
  if (integrationId === undefined) throw new NotEmulatedError(`the route target ${given.Target}`);
  return { key: parseRouteKey(given.RouteKey), integrationId };
}

export function readStage(asked: Asked): StageSettings {
  const given = asked as {
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
    accessLog:
      log === undefined || group === undefined
        ? undefined
        : { destination: log.DestinationArn, group, format: log.Format },
  };
}

/** Takes a function's ARN, or the form `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`. */
function functionArn(uri: string): string {
  const arn = /:lambda:path\/[\d-]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
  if (!/^arn:aws[a-z-]*:lambda:/.test(arn))
    throw new NotEmulatedError(`the integration URI ${uri}: only Lambda functions`);
  return arn;
}
