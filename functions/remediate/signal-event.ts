import { ERROR_NAMES } from './core/error-names';
import { incidentId } from './core/incident-id';
import type { Ring } from './core/open';
import { TaskError } from './errors';
import { iso, parseTime } from './time';

/**
 * What the healer reads of the event that starts a heal: a "CloudWatch Alarm State Change", sent by CloudWatch or by the
 * patrol in its stead, or one of the patrol's own: "Self-Healing Fault Ended", "Self-Healing Heal Unfinished". Times are
 * epoch milliseconds.
 */
export interface SignalEvent {
  readonly foundBy: Ring['foundBy'];
  /** What no alarm announces has a name of the same kind: `fault-end:<function>:<version>`, `unfinished-heal:<incident>`. */
  readonly alarmArn: string;
  readonly alarmName: string;
  /** When the alarm changed, the fault was to end, or the incident was opened. */
  readonly stateAt: number;
  readonly reason: string;
  readonly datapoints: readonly { readonly at: number; readonly value: number | undefined }[];
  readonly threshold: number | undefined;
  /** When the patrol found it; undefined for CloudWatch's own event. */
  readonly patrolAt: number | undefined;
}

/** What the patrol's event about an injected fault whose time is up is called. */
export const FAULT_ENDED = 'Self-Healing Fault Ended';
/** The name under which the end of a fault stands among an incident's signals: no alarm announces it. */
export const FAULT_END_NAME = 'fault-end';
/** What the patrol's event about an incident that a dead heal has left open is called, and its name among the signals. */
export const HEAL_UNFINISHED = 'Self-Healing Heal Unfinished';
export const UNFINISHED_NAME = 'unfinished-heal';

const ALARM_CHANGED = 'CloudWatch Alarm State Change';

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
  const { 'detail-type': detailType, time, resources, detail } = record(event, 'event');
  if (detailType !== ALARM_CHANGED && detailType !== FAULT_ENDED && detailType !== HEAL_UNFINISHED) {
    throw malformed(
      `event.detail-type is ${JSON.stringify(detailType)}, not "${ALARM_CHANGED}", "${FAULT_ENDED}" or "${HEAL_UNFINISHED}"`,
    );
  }
  const alarmArn: unknown = Array.isArray(resources) ? resources[0] : undefined;
  if (typeof alarmArn !== 'string') throw malformed('event.resources does not begin with the ARN of an alarm');
  const about = record(detail, 'event.detail');
  const patrolAt = about.patrol === true ? timeOf(time, 'event.time') : undefined;
  if (detailType === ALARM_CHANGED) {
    return { ...parseAlarmChange(about), alarmArn, patrolAt, foundBy: patrolAt === undefined ? 'event' : 'patrol' };
  }
  if (patrolAt === undefined) throw malformed(`event.detail.patrol is not true: only the patrol finds "${detailType}"`);
  return detailType === FAULT_ENDED
    ? { ...parseFaultEnd(about), alarmArn, patrolAt, foundBy: 'faultEnd' }
    : { ...parseUnfinished(about), alarmArn, patrolAt, foundBy: 'unfinished' };
}

type Announced = Omit<SignalEvent, 'alarmArn' | 'patrolAt' | 'foundBy'>;

function parseAlarmChange({ alarmName, state }: Record<string, unknown>): Announced {
  if (typeof alarmName !== 'string') throw malformed('event.detail.alarmName is not a string');
  const { value, reason, reasonData, timestamp } = record(state, 'event.detail.state');
  if (value !== 'ALARM') throw malformed(`event.detail.state.value is ${JSON.stringify(value)}, not "ALARM"`);
  return {
    alarmName,
    stateAt: timeOf(timestamp, 'event.detail.state.timestamp'),
    reason: typeof reason === 'string' ? reason : '',
    ...parseReasonData(reasonData),
  };
}

function parseFaultEnd({ version, until }: Record<string, unknown>): Announced {
  if (typeof version !== 'string') throw malformed('event.detail.version is not a string');
  const stateAt = timeOf(until, 'event.detail.until');
  return {
    alarmName: FAULT_END_NAME,
    stateAt,
    reason: `The fault injected into version ${version} was to end at ${iso(stateAt)}.`,
    ...parseReasonData(undefined),
  };
}

function parseUnfinished({ incidentId: id, openedAt }: Record<string, unknown>): Announced {
  if (typeof id !== 'string') throw malformed('event.detail.incidentId is not a string');
  return {
    alarmName: UNFINISHED_NAME,
    stateAt: timeOf(openedAt, 'event.detail.openedAt'),
    reason: `A heal has died and left incident ${id} open.`,
    ...parseReasonData(undefined),
  };
}

function timeOf(value: unknown, name: string): number {
  const time = parseTime(value);
  if (time === undefined) throw malformed(`${name} is ${JSON.stringify(value)}, not a timestamp`);
  return time;
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
