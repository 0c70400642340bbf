import type { Policy } from '../policy';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import type { ResetFault } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { nameOf, TaskError } from './errors';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { FunctionState, Ports } from './ports';
import { isReset } from './reset-fault';
import { iso } from './time';

export interface PublishVersionInput {
  readonly incident: IncidentHandle;
  readonly decision: ResetFault;
}

export interface PublishVersionOutput {
  readonly version: string;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'policies' | 'clock' | 'log'>;

/**
 * Publishes $LATEST after a reset. Repeating it is harmless: Lambda returns the version it has already published.
 * @throws UpdateInProgress while Lambda is still at work on $LATEST or on the new version: try again
 * @throws LatestChanged when somebody else changed $LATEST after the reset
 */
export function makeHandler({ table, lambda, policies, clock, log }: Deps) {
  return async ({ incident, decision }: PublishVersionInput): Promise<PublishVersionOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const latest = await lambda.configuration(policy, '$LATEST');
    if (latest?.updateStatus === 'InProgress') throw busy('The reset of $LATEST is still in progress.');
    if (latest?.updateStatus === 'Failed') {
      throw new TaskError(ERROR_NAMES.updateFailed, 'Lambda could not apply the reset to $LATEST.');
    }
    if (latest === undefined || latest.codeSha256 !== decision.codeSha256 || !isReset(latest, policy, incident)) {
      throw new TaskError(ERROR_NAMES.latestChanged, '$LATEST has changed since the reset.');
    }

    const published = await publish(policy, latest, incident);
    // A no-op returns the last published version, which need not be the one we mean.
    if (published.version === decision.fromVersion || !isReset(published, policy, incident)) {
      throw new TaskError(
        ERROR_NAMES.unexpectedVersion,
        `PublishVersion returned version ${published.version}, which does not carry the reset of incident ${incident.incidentId}.`,
      );
    }
    if (published.pending) throw busy(`Version ${published.version} is not ready yet.`);

    const text = `Published version ${published.version} without the fault.`;
    await incidentRecords(table).note(incident, [{ at: iso(clock.now()), what: 'action', text }], {
      toVersion: published.version,
    });
    log.info(text, { ...incident });
    return { version: published.version };
  };

  async function publish(
    policy: Policy,
    latest: FunctionState,
    { incidentId }: IncidentHandle,
  ): Promise<FunctionState> {
    const { codeSha256, revisionId } = latest;
    try {
      return await lambda.publish(policy, {
        codeSha256,
        revisionId,
        description: `Fault reset by incident ${incidentId}`,
      });
    } catch (error) {
      // A lost precondition may be our own publication whose answer did not arrive: the next run tells.
      const passing = ['ResourceConflictException', 'PreconditionFailedException'].includes(nameOf(error));
      throw passing ? busy('$LATEST changed while it was being published.', { cause: error }) : error;
    }
  }
}

const busy = (message: string, options?: ErrorOptions): TaskError =>
  new TaskError(ERROR_NAMES.updateInProgress, message, options);

export const handler = onAws<PublishVersionInput, PublishVersionOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(targetClients('change', 'publish-version')),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('publish-version'),
  }),
);
