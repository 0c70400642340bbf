import type { Policy } from '../contract';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { ERROR_NAMES } from './core/error-names';
import { incidentId } from './core/incident-id';
import { messageOf, nameOf, TaskError } from './errors';
import { type Incident, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { escalationNotification } from './notifications';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { incidentIdOf, parseHealInput, parseTargetId } from './signal-event';
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
  readonly decision: { readonly kind: string; readonly reason: string } | null;
  /** What a Catch caught, or null. */
  readonly failure: { readonly Error?: string; readonly Cause?: string } | null;
}

export interface EscalateOutput {
  readonly incidentId: string;
  readonly reason: string;
  readonly recorded: boolean;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'notify' | 'clock' | 'log' | 'count'>;

/**
 * Calls a person. The last resort, so each of its steps goes on when another one fails: a missing table must not
 * silence the message. Only an unsent message is an error, which fails the execution and so is seen from outside.
 * @throws NotNotified
 */
export function makeHandler({ table, policies, notify, clock, log, count }: Deps, environment: string) {
  return async (input: EscalateInput): Promise<EscalateOutput> => {
    const reason = reasonOf(input);
    const subject = subjectOf(input);
    const policy = await attempt('read the policy', () => policies.find(subject.targetId));
    const recorded = await attempt('record the incident', () => recordEscalation(input, subject, reason, policy));
    const record = recorded?.record;

    count('escalations');
    log.error(`Escalated: ${reason}`, { ...subject, executionArn: input.executionArn });
    try {
      await notify(
        escalationNotification(environment, {
          ...subject,
          reason,
          incident: record,
          runbookUrl: policy?.runbookUrl ?? record?.runbookUrl,
          executionArn: input.executionArn,
          unrecorded: record === undefined,
          held: recorded?.held ?? false,
        }),
      );
    } catch (error) {
      throw new TaskError(ERROR_NAMES.notNotified, `The escalation could not be sent: ${messageOf(error)}`, {
        cause: error,
      });
    }
    return { incidentId: subject.incidentId, reason, recorded: record !== undefined };
  };

  async function recordEscalation(
    { input, incident, executionArn, startedAt }: EscalateInput,
    { targetId, incidentId: id }: Subject,
    reason: string,
    policy: Policy | undefined,
  ): Promise<{ readonly record: Incident | undefined; readonly held: boolean }> {
    const incidents = incidentRecords(table);
    const now = clock.now();
    await incidents.insert({
      targetId,
      incidentId: id,
      status: 'escalated',
      reason,
      openedAt: startedAt,
      attempts: 0,
      tried: [],
      signals: [],
      executionArn,
      ...(policy === undefined ? {} : { runbookUrl: policy.runbookUrl }),
      timeline: [],
    });
    const reference = { targetId, incidentId: id };
    await incidents.note(reference, [{ at: iso(now), what: 'note', text: `Escalated: ${reason}` }], {
      status: 'escalated',
      reason,
      closedAt: iso(now),
    });
    const held = await leaseRecords(table).release(targetId, executionArn, { heldBy: id });
    if (incident === null && policy !== undefined && isFromPatrol(input)) await coolDown(policy, now);
    return { record: await incidents.find(reference), held };
  }

  /** An incident that cannot be opened would be tried, and escalated, by every patrol: once a cooldown is enough. */
  async function coolDown({ targetId, budget }: Policy, now: number): Promise<void> {
    const leases = leaseRecords(table);
    const lease = await leases.read(targetId);
    if (lease.holder !== undefined) return;
    await leases.swap(targetId, lease, { cooldownUntil: now + budget.cooldownSeconds * 1000 });
  }

  async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      log.error(`Could not ${what}: ${messageOf(error)}`, { error: nameOf(error) });
      return undefined;
    }
  }
}

interface Subject {
  readonly targetId: string;
  readonly incidentId: string;
}

/** What an input that names no target is recorded under. */
const NO_TARGET = 'unknown';

/** Which incident this is about. One that was never opened is known by its alarm, or else by its execution. */
function subjectOf({ input, incident, executionArn, startedAt }: EscalateInput): Subject {
  if (incident !== null) return { targetId: incident.targetId, incidentId: incident.incidentId };
  const signal = orUndefined(() => parseHealInput(input).signal);
  return {
    targetId: orUndefined(() => parseTargetId(input)) ?? NO_TARGET,
    incidentId: signal === undefined ? incidentId(iso(parseTime(startedAt) ?? 0), executionArn) : incidentIdOf(signal),
  };
}

const isFromPatrol = (input: unknown): boolean =>
  orUndefined(() => parseHealInput(input).signal.patrolAt) !== undefined;

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function reasonOf({ failure, decision }: EscalateInput): string {
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

export const handler = onAws<EscalateInput, EscalateOutput>((environment) =>
  makeHandler(
    {
      table: dynamoTable(environment.tableName),
      policies: policyParameters(environment.policyPath),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('escalate'),
      count: countMetrics(environment.environment),
    },
    environment.environment,
  ),
);
