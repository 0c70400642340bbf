import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import type { Remedy } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { nameOf, TaskError } from './errors';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { AliasState, Ports } from './ports';
import { iso } from './time';

export interface MoveAliasInput {
  readonly incident: IncidentHandle;
  /** For a reset, `toVersion` is the version just published. */
  readonly decision: Remedy & { readonly toVersion: string };
}

export interface MoveAliasOutput {
  /** ISO 8601. */
  readonly movedAt: string;
  /** False when the alias was there already: an earlier run of this task had moved it. */
  readonly changed: boolean;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'policies' | 'clock' | 'log'>;

/**
 * Points the alias at one version with all of the traffic, unless it has changed since the evidence was gathered.
 * @throws AliasMoved when somebody else has moved it: diagnose anew
 */
export function makeHandler({ table, lambda, policies, clock, log }: Deps) {
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);

  return async ({ incident, decision }: MoveAliasInput): Promise<MoveAliasOutput> => {
    const { fromVersion, toVersion, revisionId, attempt } = decision;
    await leases.hold(incident, clock.now());
    const { functionName, aliasName, targetId } = await policies.find(incident.targetId);
    const record = await incidents.find(incident);
    const triedBefore = record?.tried ?? [];
    // Counted before acting: a crash in between must not win a free attempt.
    await incidents.note(incident, [], {
      attempts: attempt,
      tried: [...new Set([...triedBefore, fromVersion, toVersion])],
    });

    const before = await lambda.alias(functionName, aliasName);
    const changed = !serves(before, toVersion);
    if (changed && !(await move(functionName, aliasName, toVersion, revisionId))) {
      await incidents.note(incident, [], { attempts: attempt - 1, tried: triedBefore });
      throw new TaskError(ERROR_NAMES.aliasMoved, `Alias ${aliasName} has changed since the evidence was gathered.`);
    }
    const after = await lambda.alias(functionName, aliasName);
    if (!serves(after, toVersion)) {
      throw new TaskError(
        ERROR_NAMES.aliasMoved,
        `Alias ${aliasName} reads ${describe(after)} after the move to ${toVersion}.`,
      );
    }
    const now = clock.now();
    await leases.hold(incident, now, { lastActionAt: now });
    const text = changed
      ? `Moved alias ${aliasName} of ${functionName}: ${describe(before)} -> ${describe(after)}.`
      : `Alias ${aliasName} of ${functionName} already serves version ${toVersion} alone.`;
    await incidents.note(incident, [{ at: iso(now), what: 'action', text, before, after }], {
      actedAt: iso(now),
      fromVersion,
      toVersion,
    });
    log.info(text, { ...incident, target: targetId, before, after });
    return { movedAt: iso(now), changed };
  };

  /** @returns false when the alias is not the one of the evidence any more */
  async function move(functionName: string, aliasName: string, version: string, revisionId: string): Promise<boolean> {
    try {
      await lambda.moveAlias(functionName, aliasName, version, revisionId);
      return true;
    } catch (error) {
      if (nameOf(error) !== 'PreconditionFailedException') throw error;
      // It may have been our own move, whose answer was lost before the client tried again.
      return serves(await lambda.alias(functionName, aliasName), version);
    }
  }
}

const serves = (alias: AliasState | undefined, version: string): boolean =>
  alias?.version === version && Object.keys(alias.weights).length === 0;

const describe = (alias: AliasState | undefined): string =>
  alias === undefined
    ? 'nothing'
    : [alias.version, ...Object.entries(alias.weights).map(([version, weight]) => `${version} at ${weight}`)].join(
        ' and ',
      );

export const handler = onAws<MoveAliasInput, MoveAliasOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('move-alias'),
  }),
);
