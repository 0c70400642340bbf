import type { Fault } from '../faults/fault';
import type { Faults } from '../faults/faults';
import { InvalidFault } from '../faults/fields';
import type { IncomingRequest, OutgoingResponse } from './front-door';
import { json, notAllowed } from './local-answer';

export const FAULTS_PATH = '/_local/faults';

/**
 * The fault rules over HTTP: GET lists them, POST adds one, PUT puts a list instead of them, DELETE removes all, or
 * with `/<id>` one.
 */
export function answerFaults(faults: Faults, { method, path, body }: IncomingRequest): OutgoingResponse {
  const id = path === FAULTS_PATH ? undefined : path.slice(FAULTS_PATH.length + 1);
  try {
    return id === undefined ? answerAll(faults, method, body.toString('utf8')) : answerOne(faults, method, id);
  } catch (error) {
    if (error instanceof InvalidFault) return json(400, { message: error.message });
    throw error;
  }
}

function answerAll(faults: Faults, method: string, body: string): OutgoingResponse {
  switch (method) {
    case 'GET':
      return json(200, faults.list());
    case 'POST':
      return json(201, { id: faults.add(parse(body) as Fault) });
    case 'PUT': {
      const rules = parse(body);
      if (!Array.isArray(rules)) throw new InvalidFault('The body', rules, 'a JSON list of rules');
      faults.replace(rules as Fault[]);
      return json(200, faults.list());
    }
    case 'DELETE':
      faults.clear();
      return json(200, []);
    default:
      return notAllowed('GET, POST, PUT, DELETE');
  }
}

function answerOne(faults: Faults, method: string, id: string): OutgoingResponse {
  if (method !== 'GET' && method !== 'DELETE') return notAllowed('GET, DELETE');
  const found = faults.list().find((rule) => rule.id === id);
  if (found === undefined) return json(404, { message: `There is no fault rule "${id}".` });
  if (method === 'DELETE') faults.remove(id);
  return json(200, found);
}

/** What it holds is for the rules to check. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidFault('The body', body, 'JSON');
  }
}
