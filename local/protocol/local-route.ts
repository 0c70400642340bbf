import type { Clock } from '../kernel/clock';
import { VirtualClock } from '../kernel/virtual-clock';
import type { IncomingRequest, OutgoingResponse, Route } from './front-door';

/** The longest jump of the clock that one request may ask for, in seconds: a week. */
const LONGEST_ADVANCE = 7 * 24 * 3600;

/** What is no AWS: health and the clock's handle, under `/_local/`. */
export function localRoute(clock: Clock): Route {
  return {
    prefix: '/_local/',
    holdsClock: false,
    async handle(request) {
      const { method, path } = request;
      if (path === '/_local/health') {
        return method === 'GET' ? json(200, { status: 'ok', now: iso(clock), time: clock.mode }) : notAllowed('GET');
      }
      if (path === '/_local/clock') return method === 'POST' ? advance(clock, request) : notAllowed('POST');
      return json(404, { message: `There is no ${path}; there are GET /_local/health and POST /_local/clock.` });
    },
  };
}

async function advance(clock: Clock, request: IncomingRequest): Promise<OutgoingResponse> {
  if (!(clock instanceof VirtualClock)) {
    return json(409, { message: 'The clock is the wall clock here; start with --time virtual to move it.' });
  }
  const seconds = advanceSeconds(request.body.toString('utf8'));
  if (seconds === undefined) {
    return json(400, {
      message: `The body must be {"advanceSeconds": n} with a number n from 0 to ${LONGEST_ADVANCE}.`,
    });
  }
  await clock.advanceBy(seconds * 1000);
  return json(200, { now: iso(clock) });
}

function advanceSeconds(body: string): number | undefined {
  try {
    const seconds = JSON.parse(body)?.advanceSeconds;
    return typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_ADVANCE ? seconds : undefined;
  } catch {
    return undefined;
  }
}

function iso(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

function json(status: number, body: object): OutgoingResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}

function notAllowed(allowed: string): OutgoingResponse {
  return {
    ...json(405, { message: `Only ${allowed} here.` }),
    headers: { 'content-type': 'application/json', allow: allowed },
  };
}
