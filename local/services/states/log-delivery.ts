import { createHash } from 'node:crypto';
import type { HistoryEvent, LoggingConfiguration, LogLevel } from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { invalidLogging, logDestinationNotFound } from './errors';
import type { StateMachine } from './state-machine';

/** Levels at which each type is logged; types that are not here are logged at ALL only. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const FATAL = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut']);
const ERROR =
  /^(?:FailStateEntered|EvaluationFailed|(?:Task|LambdaFunction|MapIteration|MapState|ParallelState|WaitState|TaskState)(?:Failed|ScheduleFailed|StartFailed|SubmitFailed|TimedOut|Aborted))$/;

function isLogged(type: string, level: LogLevel): boolean {
  switch (level) {
    case 'ALL':
      return true;
    case 'ERROR':
      return FATAL.has(type) || ERROR.test(type);
    case 'FATAL':
      return FATAL.has(type);
    case 'OFF':
      return false;
    default:
      return level satisfies never;
  }
}

/** Members of event details that carry data of the execution. */
const DATA = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
];

export function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.includes(name)));
}

/** Sends the events of one execution to the machine's log group, in the shape that AWS logs them. */
export function logDelivery(
  platform: Platform,
  machine: StateMachine,
  executionArn: string,
): (event: HistoryEvent) => void {
  const { level = 'OFF', includeExecutionData = false } = machine.logging;
  const group = logGroupOf(machine.logging);
  if (group === undefined || level === 'OFF') return () => {};
  const minute = new Date(platform.clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const stream = `states/${machine.name}/${minute}/${createHash('sha256').update(machine.arn).digest('hex').slice(0, 8)}`;
  return ({ id, type, previousEventId, timestamp, ...rest }) => {
    if (type === undefined || !isLogged(type, level)) return;
    const details = Object.values(rest)[0] ?? {};
    const message = {
      id: String(id),
      type,
      details: includeExecutionData ? details : withoutData(details),
      previous_event_id: String(previousEventId),
      event_timestamp: String(timestamp?.getTime()),
      execution_arn: executionArn,
      redrive_count: '0',
    };
    platform.log(group, stream, JSON.stringify(message));
  };
}

/** The group's name out of `arn:aws:logs:<region>:<account>:log-group:<name>:*`. */
export function logGroupOf({ destinations = [] }: LoggingConfiguration): string | undefined {
  return /:log-group:(.+):\*$/.exec(destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? '')?.[1];
}

/** @throws InvalidLoggingConfiguration unless a level other than OFF has exactly one log group. */
export function checkLogging(given: LoggingConfiguration | undefined): LoggingConfiguration {
  const logging = { level: 'OFF', includeExecutionData: false, ...given } as const;
  const destinations = logging.destinations ?? [];
  if (destinations.length > 1 || (logging.level !== 'OFF' && destinations.length !== 1)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  if (destinations.length === 1 && logGroupOf(logging) === undefined) throw logDestinationNotFound();
  return logging;
}
