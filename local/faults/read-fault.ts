import type { ServiceName } from '../kernel/platform';
import type { CallFault, CallPattern, CrashPoint, EventFault, Fault, Milliseconds } from './fault';
import { Fields, InvalidFault, oneOf, text, whole } from './fields';

/** Operations that there are, by service. */
export type Operations = ReadonlyMap<ServiceName, readonly string[]>;

const KINDS = [
  'throttle',
  'error',
  'serverError',
  'latency',
  'lose',
  'duplicate',
  'delay',
  'reorder',
  'lateMetrics',
  'crash',
] as const;
/** Longer than any scenario; keeps a slip of the keyboard from stopping a day. */
const LONGEST_MS = 7 * 24 * 3600 * 1000;
const TEXT = 'a text that is not empty';
const DURATION = `a number of milliseconds from 0 to ${LONGEST_MS}, or a range of two such numbers [from, to]`;
const WHEN = '"before" or "after" the effect of the call';

/**
 * Reads a fault rule out of JSON.
 * @throws InvalidFault
 */
export function readFault(value: unknown, operations: Operations): Fault {
  const fields = new Fields(value);
  const kind = fields.required('kind', `one of ${KINDS.join(', ')}`, oneOf(...KINDS));
  const common = {
    ...fields.given('id', 'letters, digits, "-", "_" and ".", 64 at most', identifier),
    ...fields.given('probability', 'a number above 0, up to 1', probability),
    ...fields.given('times', 'a whole number, 1 at least', whole(1, Number.MAX_SAFE_INTEGER)),
  };
  const fault: Fault = { ...common, ...readKind(kind, fields, operations) };
  fields.end(`a rule of kind ${kind}`);
  return fault;
}

/** What a kind of fault has beside what all have. */
type Own<F> = F extends unknown ? Omit<F, 'id' | 'probability' | 'times'> : never;

function readKind(kind: (typeof KINDS)[number], fields: Fields, operations: Operations): Own<Fault> {
  switch (kind) {
    case 'throttle':
    case 'error':
    case 'serverError':
    case 'latency':
      return readCallFault(kind, fields, operations);
    case 'lose':
    case 'duplicate':
    case 'delay':
    case 'reorder':
      return readEventFault(kind, fields);
    case 'lateMetrics':
      return {
        kind,
        milliseconds: fields.required('milliseconds', DURATION, milliseconds),
        ...fields.given('namespace', TEXT, text),
      };
    case 'crash':
      return { kind, function: fields.required('function', TEXT, text), at: readCrashPoint(fields, operations) };
    default:
      throw new Error(`Unknown kind: ${kind satisfies never}`);
  }
}

function readCallFault(kind: CallFault['kind'], fields: Fields, operations: Operations): Own<CallFault> {
  const target = { ...readCall(fields, operations), ...fields.given('principal', TEXT, text) };
  switch (kind) {
    case 'throttle':
      return { kind, ...target };
    case 'error':
      return {
        kind,
        ...target,
        ...fields.given('when', WHEN, oneOf('before', 'after')),
        code: fields.required('code', 'the name of an error, such as ResourceConflictException', text),
        status: fields.required('status', 'an HTTP status from 400 to 599', whole(400, 599)),
        ...fields.given('message', TEXT, text),
      };
    case 'serverError':
      return { kind, ...target, ...fields.given('when', WHEN, oneOf('before', 'after')) };
    case 'latency':
      return {
        kind,
        ...target,
        ...fields.given('when', WHEN, oneOf('before', 'after')),
        milliseconds: fields.required('milliseconds', DURATION, milliseconds),
      };
    default:
      throw new Error(`Unknown kind: ${kind satisfies never}`);
  }
}

function readEventFault(kind: EventFault['kind'], fields: Fields): Own<EventFault> {
  const which = {
    ...fields.given('source', TEXT, text),
    ...fields.given('detailType', TEXT, text),
    ...fields.given('rule', TEXT, text),
  };
  switch (kind) {
    case 'lose':
      return { kind, ...which };
    case 'duplicate':
    case 'reorder':
      return { kind, ...which, ...fields.given('milliseconds', DURATION, milliseconds) };
    case 'delay':
      return { kind, ...which, milliseconds: fields.required('milliseconds', DURATION, milliseconds) };
    default:
      throw new Error(`Unknown kind: ${kind satisfies never}`);
  }
}

function readCall(fields: Fields, operations: Operations): CallPattern {
  const service = fields.required('service', `"*" or one of ${[...operations.keys()].join(', ')}`, (value) =>
    value === '*' ? '*' : [...operations.keys()].find((name) => name === value),
  );
  const known = service === '*' ? [...operations.values()].flat() : (operations.get(service) ?? []);
  const which = service === '*' ? 'of some service' : `of ${service}: ${known.join(', ')}`;
  const operation = fields.required('operation', `"*" or an operation ${which}`, (value) =>
    value === '*' ? '*' : known.find((name) => name === value),
  );
  return { service, operation };
}

function readCrashPoint(fields: Fields, operations: Operations): CrashPoint {
  const wanted = '"beforeHandler", "afterHandler", or an object with either beforeCall or afterCall';
  return fields.required('at', wanted, (value) => {
    if (value === 'beforeHandler' || value === 'afterHandler') return value;
    if (typeof value !== 'object') return undefined;
    const point = new Fields(value, fields.at('at'));
    if (point.has('beforeCall') === point.has('afterCall')) throw new InvalidFault(fields.at('at'), value, wanted);
    const side = point.has('beforeCall') ? 'beforeCall' : 'afterCall';
    const call = point.required(side, 'a JSON object', (given) => {
      const inner = new Fields(given, point.at(side));
      const found = {
        ...readCall(inner, operations),
        ...inner.given('nth', 'a whole number from 1 to 10000', whole(1, 10_000)),
      };
      inner.end(side);
      return found;
    });
    point.end('the point of a crash');
    return side === 'beforeCall' ? { beforeCall: call } : { afterCall: call };
  });
}

function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

function probability(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value <= 1 ? value : undefined;
}

function milliseconds(value: unknown): Milliseconds | undefined {
  if (isDuration(value)) return value;
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to] = value as unknown[];
  return isDuration(from) && isDuration(to) && from <= to ? [from, to] : undefined;
}

const isDuration = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= LONGEST_MS;
