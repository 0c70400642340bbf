import type { Policy } from '../policy';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { ERROR_NAMES } from './core/error-names';
import { messageOf, nameOf, TaskError } from './errors';
import { type EscalateInput, isStorm, pageFor, reasonOf, type Subject, signalOf, subjectOf } from './escalation-cause';
import { type Escalation, escalationNotification, stormNotification } from './escalation-notifications';
import { type Incident, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Notification, Ports } from './ports';
import { stormRecords } from './storm-record';
import { iso } from './time';

export interface EscalateOutput {
  readonly incidentId: string;
  readonly reason: string;
  readonly recorded: boolean;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'notify' | 'clock' | 'log' | 'count'>;

/**
 * Calls a person. The last resort, so each of its steps goes on when another one fails: a missing table must not
 * silence the message. Only an unsent message is an error, which fails the execution and so is seen from outside. In a
 * storm one message speaks for all targets; the others are recorded and held without one.
 * @throws NotNotified
 */
export function makeHandler({ table, policies, notify, clock, log, count }: Deps, environment: string) {
  const storms = stormRecords(table);

  return async (input: EscalateInput): Promise<EscalateOutput> => {
    const reason = reasonOf(input);
    const subject = subjectOf(input);
    const { targetId, incidentId: id } = subject;
    const policy = await attempt('read the policy', () => policies.find(targetId));
    const runbookUrl = policy && pageFor(input, policy);
    const recorded = await attempt('record the incident', () => recordEscalation(input, subject, reason, runbookUrl));
    await attempt('cool the target down', () => coolDownUnopened(input, policy));
    const record = recorded?.record;

    count('escalations');
    log.error(`Escalated: ${reason}`, { ...subject, executionArn: input.executionArn });
    const output = { incidentId: id, reason, recorded: record !== undefined };
    const storm = isStorm(input) || (await wasDrownedByStorm(input));
    // Whoever cannot tell whether another one speaks has to speak.
    if (storm && (await attempt('join the storm', () => storms.join(clock.now(), id))) === false) {
      await noteTold(record);
      return output;
    }
    const escalation: Escalation = {
      ...subject,
      reason,
      incident: record,
      runbookUrl: record?.runbookUrl ?? runbookUrl,
      executionArn: input.executionArn,
      unrecorded: record === undefined,
      held: recorded?.held ?? false,
    };
    const failing = storm ? await attempt('list the failing targets', () => storms.failing(clock.now())) : undefined;
    await send(
      storm
        ? stormNotification(environment, escalation, failing ?? [targetId])
        : escalationNotification(environment, escalation),
    );
    await noteTold(record);
    return output;
  };

  /** In a storm so many heals ask at once that AWS refuses some: they fail of the storm too, and have no news of their own. */
  async function wasDrownedByStorm({ failure }: EscalateInput): Promise<boolean> {
    if (failure?.Error !== ERROR_NAMES.serviceBusy) return false;
    return (await attempt('look for a storm', () => storms.isOn(clock.now()))) === true;
  }

  /** What is not noted is told again by the patrol: twice is better than never. */
  async function noteTold(record: Incident | undefined): Promise<void> {
    if (record === undefined) return;
    await attempt('note that people were told', () =>
      incidentRecords(table).note(record, [], { toldAt: iso(clock.now()) }),
    );
  }

  async function send(notification: Notification): Promise<void> {
    try {
      await notify(notification);
    } catch (error) {
      throw new TaskError(ERROR_NAMES.notNotified, `The escalation could not be sent: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  async function recordEscalation(
    { executionArn, startedAt }: EscalateInput,
    { targetId, incidentId: id }: Subject,
    reason: string,
    runbookUrl: string | undefined,
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
      ...(runbookUrl === undefined ? {} : { runbookUrl }),
      timeline: [],
    });
    const reference = { targetId, incidentId: id };
    await incidents.note(reference, [{ at: iso(now), what: 'note', text: `Escalated: ${reason}` }], {
      status: 'escalated',
      reason,
      closedAt: iso(now),
      question: undefined,
    });
    const held = await leaseRecords(table).handOver(targetId, executionArn, id);
    return { record: await incidents.find(reference), held };
  }

  /** An incident that cannot be opened would be tried, and escalated, by every patrol: once a cooldown is enough. */
  async function coolDownUnopened({ input, incident }: EscalateInput, policy: Policy | undefined): Promise<void> {
    if (incident !== null || policy === undefined || signalOf(input)?.patrolAt === undefined) return;
    const leases = leaseRecords(table);
    const lease = await leases.read(policy.targetId);
    if (lease.holder !== undefined) return;
    const cooldownUntil = clock.now() + policy.budget.cooldownSeconds * 1000;
    await leases.swap(policy.targetId, lease, { cooldownUntil });
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
