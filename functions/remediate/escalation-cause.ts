import type { Policy } from '../policy';
import { incidentId } from './core/incident-id';
import type { IncidentHandle } from './incident';
import { incidentIdOf, parseHealInput, parseTargetId, type SignalEvent } from './signal-event';
import { iso, parseTime } from './time';

export interface EscalateInput {
  /** The input of the state machine, whatever it was. */
  readonly input: unknown;
  readonly executionArn: string;
  /** Start of the execution, ISO 8601. */
  readonly startedAt: string;
  /** Null when it was never opened. */
  readonly incident: IncidentHandle | null;
  /** Why: the last decision, or null. A failure comes before it. */
  readonly decision: { readonly kind: string; readonly reason: string; readonly storm?: boolean } | null;
  /** What a Catch caught, or null. */
  readonly failure: { readonly Error?: string; readonly Cause?: string } | null;
}

export interface Subject {
  readonly targetId: string;
  readonly incidentId: string;
}

/** What an input that names no target is recorded under. */
const NO_TARGET = 'unknown';

/** Which incident this is about. One that was never opened is known by its alarm, or else by its execution. */
export function subjectOf({ input, incident, executionArn, startedAt }: EscalateInput): Subject {
  if (incident !== null) return { targetId: incident.targetId, incidentId: incident.incidentId };
  const signal = signalOf(input);
  return {
    targetId: orUndefined(() => parseTargetId(input)) ?? NO_TARGET,
    incidentId: signal === undefined ? incidentId(iso(parseTime(startedAt) ?? 0), executionArn) : incidentIdOf(signal),
  };
}

export const signalOf = (input: unknown): SignalEvent | undefined => orUndefined(() => parseHealInput(input).signal);

/** The page of the signal that rang, for an incident that has no record of it. */
export function pageFor({ input }: EscalateInput, { runbooks, runbookUrl }: Policy): string {
  return runbooks[signalOf(input)?.alarmName ?? ''] ?? runbookUrl;
}

/** A failure comes before a decision, and is this target's own. */
export const isStorm = ({ failure, decision }: EscalateInput): boolean => failure === null && decision?.storm === true;

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

export function reasonOf({ failure, decision }: EscalateInput): string {
  if (failure !== null)
    return `The healer failed with ${failure.Error ?? 'an unnamed error'}: ${causeOf(failure.Cause)}`;
  return decision?.reason ?? 'The healer escalated without a decision.';
}

/** For a Lambda function, the cause is its error as JSON: `{errorType, errorMessage, trace}`. */
function causeOf(cause: string | undefined): string {
  if (cause === undefined || cause === '') return 'no cause given';
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
