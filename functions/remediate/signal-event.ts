import { ERROR_NAMES } from './core/error-names';
import { incidentId } from './core/incident-id';
import { TaskError } from './errors';
import { iso, parseTime } from './time';

/** What the healer reads of a "CloudWatch Alarm State Change" event. Times are epoch milliseconds. */
export interface SignalEvent {
  readonly alarmArn: string;
  readonly alarmName: string;
  readonly stateAt: number;
  readonly reason: string;
  readonly datapoints: readonly { readonly at: number; readonly value: number | undefined }[];
  readonly threshold: number | undefined;
  /** When the patrol found the alarm still in ALARM; undefined for CloudWatch's own event. */
  readonly patrolAt: number | undefined;
}

export interface HealInput {
  readonly targetId: string;
  readonly signal: SignalEvent;
}

/** Part of a parameter's name and of a key, so nothing that could leave its path. */
const TARGET_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Checks the input of the state machine: `{targetId, event}`.
 * @throws MalformedEvent saying what is wrong with it
 */
export function parseHealInput(input: unknown): HealInput {
  return { targetId: parseTargetId(input), signal: parseEvent(record(input, 'The input').event) };
}

/**
 * The target that an input names, whatever else is wrong with it.
 * @throws MalformedEvent
 */
export function parseTargetId(input: unknown): string {
  const { targetId } = record(input, 'The input');
  if (typeof targetId === 'string' && TARGET_ID.test(targetId)) return targetId;
  throw malformed(`targetId is ${JSON.stringify(targetId)}; it must be letters, digits, ".", "_" or "-", 64 at most`);
}

/** What a ring is known by, so that it is dealt with once: `alarmArn#stateTimestamp`, and when the patrol found it. */
export const ringKey = ({ alarmArn, stateAt, patrolAt }: SignalEvent): string =>
  `${alarmArn}#${iso(stateAt)}${patrolAt === undefined ? '' : `#patrol#${iso(patrolAt)}`}`;

/** The incident that a ring would open. One found by the patrol is a new incident, although its alarm rang before. */
export const incidentIdOf = ({ alarmArn, stateAt, patrolAt }: SignalEvent): string =>
  incidentId(iso(patrolAt ?? stateAt), alarmArn);

function parseEvent(event: unknown): SignalEvent {
  const { resources, detail, ...envelope } = record(event, 'event');
  if (envelope['detail-type'] !== 'CloudWatch Alarm State Change') {
    throw malformed(
      `event.detail-type is ${JSON.stringify(envelope['detail-type'])}, not "CloudWatch Alarm State Change"`,
    );
  }
  const alarmArn: unknown = Array.isArray(resources) ? resources[0] : undefined;
  if (typeof alarmArn !== 'string') throw malformed('event.resources does not begin with the ARN of an alarm');
  const { alarmName, state, patrol } = record(detail, 'event.detail');
  if (typeof alarmName !== 'string') throw malformed('event.detail.alarmName is not a string');
  const { value, reason, reasonData, timestamp } = record(state, 'event.detail.state');
  if (value !== 'ALARM') throw malformed(`event.detail.state.value is ${JSON.stringify(value)}, not "ALARM"`);
  const stateAt = parseTime(timestamp);
  if (stateAt === undefined)
    throw malformed(`event.detail.state.timestamp is ${JSON.stringify(timestamp)}, not a timestamp`);
  const patrolAt = patrol === true ? parseTime(envelope.time) : undefined;
  if (patrol === true && patrolAt === undefined)
    throw malformed(`event.time is ${JSON.stringify(envelope.time)}, not a timestamp`);
  return {
    alarmArn,
    alarmName,
    stateAt,
    reason: typeof reason === 'string' ? reason : '',
    patrolAt,
    ...parseReasonData(reasonData),
  };
}

/** Absent for alarms set by hand and for composite alarms; then nothing is known about the data. */
export function parseReasonData(reasonData: unknown): Pick<SignalEvent, 'datapoints' | 'threshold'> {
  const data = typeof reasonData === 'string' ? parseJson(reasonData) : reasonData;
  const { evaluatedDatapoints, threshold } = (data ?? {}) as Record<string, unknown>;
  const points = Array.isArray(evaluatedDatapoints) ? (evaluatedDatapoints as Record<string, unknown>[]) : [];
  return {
    threshold: typeof threshold === 'number' ? threshold : undefined,
    datapoints: points.flatMap((point) => {
      const at = parseTime(point?.timestamp);
      return at === undefined ? [] : [{ at, value: typeof point.value === 'number' ? point.value : undefined }];
    }),
  };
}

/**
 * When the newest breaching datapoint began. Missing datapoints come without a value and say nothing; when the
 * comparison is unknown to us, every value counts.
 * @param comparison the alarm's ComparisonOperator
 */
export function newestBreachAt(
  { datapoints, threshold }: Pick<SignalEvent, 'datapoints' | 'threshold'>,
  comparison: string | undefined,
): number | undefined {
  const breaching = datapoints.filter(
    ({ value }) => value !== undefined && (threshold === undefined || breaches(value, threshold, comparison)),
  );
  return breaching.length === 0 ? undefined : Math.max(...breaching.map(({ at }) => at));
}

function breaches(value: number, threshold: number, comparison: string | undefined): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    default:
      return true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(`${name} is ${value === undefined ? 'missing' : 'not an object'}`);
}

const malformed = (what: string): TaskError => new TaskError(ERROR_NAMES.malformedEvent, `${what}.`);
