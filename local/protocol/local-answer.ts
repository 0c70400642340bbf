import type { OutgoingResponse } from './front-door';

/** Answers of what is no AWS. */
export function json(status: number, body: unknown): OutgoingResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}

export function notAllowed(allowed: string): OutgoingResponse {
  return {
    ...json(405, { message: `Only ${allowed} here.` }),
    headers: { 'content-type': 'application/json', allow: allowed },
  };
}
