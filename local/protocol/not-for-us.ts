import type { IncomingRequest, OutgoingResponse } from './front-door';
import { errorDocument } from './query';

/** Services that speak XML over REST, by their names in signatures. */
const REST_XML: readonly string[] = ['route53', 'cloudfront'];
const S3: readonly string[] = ['s3', 's3express'];

/**
 * Names the service that there is none of here, in the protocol that its clients read: they show nothing but the status
 * of an answer in another.
 * @param service its name in the request's signature; undefined for a request that is not signed
 */
export function notForUs(request: IncomingRequest, service: string | undefined, requestId: string): OutgoingResponse {
  const [status, type, message]: [number, string, string] =
    service === undefined
      ? [
          403,
          'MissingAuthenticationTokenException',
          'Missing Authentication Token: sign the request (Signature Version 4, any key).',
        ]
      : [501, 'NotEmulated', `The embedded AWS does not implement the service "${service}".`];
  if (service !== undefined && S3.includes(service)) {
    return {
      status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${type}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`,
    };
  }
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (isForm || (service !== undefined && REST_XML.includes(service))) {
    return errorDocument(status, type, message, requestId);
  }
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': requestId },
    body: JSON.stringify({ __type: type, message }),
  };
}
