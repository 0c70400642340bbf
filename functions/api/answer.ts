import { COLD_START_HEADER, VERSION_HEADER } from '../contract';

/** Who answers: part of every body, errors included, so that a caller can tell which version served it. */
export interface Identity {
  readonly service: string;
  /** The number of the Lambda version, or `$LATEST`. */
  readonly version: string;
  /** Lambda's id of the invocation; the logs carry it too. */
  readonly requestId: string;
}

/** An answer to API Gateway, payload format 2.0. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PATHS = ['/', '/health'];

/** What the service answers when no fault befalls the request. */
export function answerTo(method: string, path: string, identity: Identity): Answer {
  if (!PATHS.includes(path)) return json(404, identity, { error: `No such route: ${path}` });
  if (method !== 'GET') return json(405, identity, { error: `Only GET is served, not ${method}` }, { allow: 'GET' });
  return json(200, identity, {});
}

/** The answer of FAILURE_MODE=error. */
export const answerWithFault = (identity: Identity): Answer => json(500, identity, { error: 'Injected fault' });

/** Says that the answer took as long as it did because its environment was just started. */
export const withColdStart = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, [COLD_START_HEADER]: '1' },
});

function json(
  statusCode: number,
  identity: Identity,
  body: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', [VERSION_HEADER]: identity.version, ...headers },
    body: JSON.stringify({ ...body, ...identity }),
  };
}
