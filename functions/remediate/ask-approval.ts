import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { snsTopic } from './adapters/notify';
import { dynamoTable } from './adapters/table';
import { type AskDecision, destination } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { messageOf, nameOf, TaskError } from './errors';
import { type Incident, type IncidentHandle, incidentRecords, type Question } from './incident';
import { leaseRecords } from './lease-record';
import { approvalNotification } from './notifications';
import { isPassing, onAws } from './on-aws';
import type { Ports } from './ports';
import { iso } from './time';

export interface AskApprovalInput {
  readonly incident: IncidentHandle;
  readonly decision: AskDecision;
  /** By it the answer finds the execution that waits. A retry of this task comes with another one. */
  readonly taskToken: string;
}

/** Nobody reads it: what the state goes on with is the answer. */
export interface AskApprovalOutput {
  /** ISO 8601. */
  readonly deadline: string;
}

type Deps = Pick<Ports, 'table' | 'notify' | 'clock' | 'log'>;

/**
 * Asks a person whether a remedy may be carried out, and gives the lease back while the execution waits for the answer.
 * A question is counted once, and each run tells its own token, since the one before is worth nothing any more.
 * @throws NotAsked when it fails for good: an error of any other name may come from whoever answers
 */
export function makeHandler({ table, notify, clock, log }: Deps, environment: string) {
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);

  return async (input: AskApprovalInput): Promise<AskApprovalOutput> => {
    try {
      return await ask(input);
    } catch (error) {
      if (error instanceof TaskError || isPassing(error)) throw error;
      throw new TaskError(ERROR_NAMES.notAsked, `Nobody could be asked: ${messageOf(error)}`, { cause: error });
    }
  };

  async function ask({ incident, decision, taskToken }: AskApprovalInput): Promise<AskApprovalOutput> {
    const waitsAlready = await holdOrAwait(incident);
    const record = await incidents.find(incident);
    if (record === undefined) throw new Error(`Incident ${incident.incidentId} is not on record.`);
    if (waitsAlready && record.question?.taskToken === taskToken) return { deadline: record.question.deadline };

    const question = questionOf(decision, taskToken, clock.now());
    await put(record, decision, question);
    await notify(approvalNotification(environment, record, decision, question));
    await leases.awaitAnswer(incident);
    log.info(decision.reason, { ...incident, deadline: question.deadline });
    return { deadline: question.deadline };
  }

  /** @returns true when an earlier run of this task has given the lease back already */
  async function holdOrAwait(handle: IncidentHandle): Promise<boolean> {
    try {
      await leases.hold(handle, clock.now());
      return false;
    } catch (error) {
      if (nameOf(error) !== ERROR_NAMES.leaseFreed) throw error;
      const { awaiting } = await leases.read(handle.targetId);
      if (awaiting?.executionArn !== handle.executionArn || awaiting.incidentId !== handle.incidentId) throw error;
      return true;
    }
  }

  async function put(record: Incident, { reason, seconds }: AskDecision, question: Question): Promise<void> {
    const { asked = 0 } = record;
    const again = record.question !== undefined;
    const text = again ? `Asked again, by a new token: ${reason}` : `Asked, for ${seconds} s: ${reason}`;
    await incidents.note(record, [{ at: question.askedAt, what: 'note', text, deadline: question.deadline }], {
      question,
      asked: again ? asked : asked + 1,
    });
  }
}

const questionOf = ({ remedy, seconds }: AskDecision, taskToken: string, now: number): Question => ({
  taskToken,
  askedAt: iso(now),
  deadline: iso(now + seconds * 1000),
  remedy: { kind: remedy.kind, fromVersion: remedy.fromVersion, toVersion: destination(remedy) },
});

export const handler = onAws<AskApprovalInput, AskApprovalOutput>((environment) =>
  makeHandler(
    {
      table: dynamoTable(environment.tableName),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('ask-approval'),
    },
    environment.environment,
  ),
);
