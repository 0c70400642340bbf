import { HEALED_BY_VARIABLE } from '../contract';
import type { Policy } from '../policy';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import type { ResetFault } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { faultsIn, hasFaults } from './core/faults';
import { nameOf, TaskError } from './errors';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { FunctionState, Ports } from './ports';
import { iso } from './time';

export interface ResetFaultInput {
  readonly incident: IncidentHandle;
  readonly decision: ResetFault;
}

export interface ResetFaultOutput {
  /** False when an earlier run of this task had already done it. */
  readonly changed: boolean;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'policies' | 'clock' | 'log'>;

/**
 * Switches the injected fault off on $LATEST, which serves nobody: the version is published and made live by the next
 * two tasks. All other variables are kept, and the marker makes the version to be published unique.
 * @throws LatestChanged when $LATEST is not what the decision was about, UpdateInProgress when Lambda is busy with it
 */
export function makeHandler({ table, lambda, policies, clock, log }: Deps) {
  return async ({ incident, decision }: ResetFaultInput): Promise<ResetFaultOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const latest = await lambda.configuration(policy, '$LATEST');
    if (latest === undefined) throw new TaskError(ERROR_NAMES.latestChanged, `${policy.functionName} does not exist.`);
    if (isReset(latest, policy, incident)) return { changed: false };
    if (latest.updateStatus === 'InProgress')
      throw new TaskError(ERROR_NAMES.updateInProgress, 'An update is in progress.');
    if (latest.variables === null) {
      throw new TaskError(
        ERROR_NAMES.environmentUnreadable,
        `The environment of ${policy.functionName} cannot be read.`,
      );
    }
    const clean = cleanVariables(latest.variables, policy, incident);

    try {
      await lambda.replaceVariables(policy, clean, decision.latestRevisionId);
    } catch (error) {
      throw translate(error);
    }
    const before = faultsIn(latest.variables, policy.faultVariables);
    const text = `Reset ${Object.keys(before).join(', ')} on $LATEST of ${policy.functionName}.`;
    await incidentRecords(table).note(incident, [
      { at: iso(clock.now()), what: 'action', text, before, after: { ...policy.faultVariables } },
    ]);
    log.info(text, { ...incident });
    return { changed: true };
  };
}

/** True when $LATEST carries this incident's marker and no fault. */
export function isReset({ variables }: FunctionState, policy: Policy, { incidentId }: IncidentHandle): boolean {
  return (
    variables !== null &&
    variables[HEALED_BY_VARIABLE] === incidentId &&
    !hasFaults(faultsIn(variables, policy.faultVariables))
  );
}

/** Variables the target does not have are not added: absent already means clean. */
function cleanVariables(
  variables: Readonly<Record<string, string>>,
  { faultVariables }: Policy,
  { incidentId }: IncidentHandle,
): Record<string, string> {
  const present = Object.entries(faultVariables).filter(([name]) => name in variables);
  return { ...variables, ...Object.fromEntries(present), [HEALED_BY_VARIABLE]: incidentId };
}

function translate(error: unknown): unknown {
  switch (nameOf(error)) {
    case 'PreconditionFailedException':
      return new TaskError(ERROR_NAMES.latestChanged, '$LATEST has changed since the decision.', { cause: error });
    case 'ResourceConflictException':
      return new TaskError(ERROR_NAMES.updateInProgress, 'An update is in progress.', { cause: error });
    default:
      return error;
  }
}

export const handler = onAws<ResetFaultInput, ResetFaultOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(targetClients('change', 'reset-fault')),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('reset-fault'),
  }),
);
