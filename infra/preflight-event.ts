import { Token, Tokenization } from 'aws-cdk-lib';
import { PROBE_HEADER } from '../functions/contract';

/** Stands for what only the deployment knows. */
const UNKNOWN = 'known-when-deployed';

/**
 * What API Gateway would send for the probe of an HTTP target: GET, payload format 2.0, with the members that handlers
 * and their frameworks read. The URL's host may be unknown before the deployment; its path may not.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @returns JSON, and undefined when the path is not known
 */
export function preflightEvent(url: string): string | undefined {
  const { pathname, search } = new URL(withStandIns(url));
  if (`${pathname}${search}`.includes(UNKNOWN)) return undefined;
  const query = new URLSearchParams(search);
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { accept: '*/*', host: 'preflight.invalid', [PROBE_HEADER]: '1' },
    ...(search === '' ? {} : { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'preflight',
      domainName: 'preflight.invalid',
      http: { method: 'GET', path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'preflight' },
      requestId: 'preflight',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2000:00:00:00 +0000',
      timeEpoch: 946_684_800_000,
    },
    isBase64Encoded: false,
  });
}

/** A URL that begins with something unknown is taken to begin with its scheme and host: `<endpoint>/health`. */
function withStandIns(url: string): string {
  if (!Token.isUnresolved(url)) return url;
  const text = Tokenization.reverseString(url)
    .mapTokens({ mapToken: () => UNKNOWN })
    .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` }) as string;
  return /^https?:/.test(text) ? text : `https://${text}`;
}
