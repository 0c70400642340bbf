import type { Faults } from '../faults/faults';
import type { Clock } from '../kernel/clock';
import { VirtualClock } from '../kernel/virtual-clock';
import { DEPLOY_PATH } from './deploy-route';
import { answerFaults, FAULTS_PATH } from './faults-route';
import type { IncomingRequest, OutgoingResponse, Route } from './front-door';
import { json, notAllowed } from './local-answer';

/** The longest jump of the clock that one request may ask for, in seconds: a week. */
const LONGEST_ADVANCE = 7 * 24 * 3600;

/** What is no AWS: health, the clock's handle and the fault rules, under `/_local/`. */
export function localRoute(clock: Clock, faults: Faults): Route {
  return {
    prefix: '/_local/',
    holdsClock: false,
    async handle(request) {
      const { method, path } = request;
      if (path === '/_local/health') {
        return method === 'GET' ? json(200, { status: 'ok', now: iso(clock), time: clock.mode }) : notAllowed('GET');
      }
      if (path === '/_local/clock') return method === 'POST' ? advance(clock, request) : notAllowed('POST');
      if (path === FAULTS_PATH || path.startsWith(`${FAULTS_PATH}/`)) return answerFaults(faults, request);
      return json(404, {
        message: `There is no ${path}; there are GET /_local/health, POST /_local/clock, POST ${DEPLOY_PATH} and ${FAULTS_PATH}.`,
      });
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
