import type { Policy } from '../policy';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { aliasRecords } from './alias-record';
import type { Remedy } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { type Lease, otherHeals } from './core/lease';
import { nameOf, TaskError } from './errors';
import { type Incident, type IncidentFields, type IncidentHandle, incidentRecords } from './incident';
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
    const { fromVersion, toVersion, revisionId } = decision;
    await leases.hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const { functionName, aliasName, targetId } = policy;
    const before = await lambda.alias(policy);
    const takeBack = await announce(incident, decision, before);

    const changed = !serves(before, toVersion);
    if (changed && !(await move(policy, toVersion, revisionId))) {
      await takeBack();
      throw new TaskError(ERROR_NAMES.aliasMoved, `Alias ${aliasName} has changed since the evidence was gathered.`);
    }
    const after = await lambda.alias(policy);
    if (after === undefined || !serves(after, toVersion)) {
      throw new TaskError(
        ERROR_NAMES.aliasMoved,
        `Alias ${aliasName} reads ${describe(after)} after the move to ${toVersion}.`,
      );
    }
    const now = clock.now();
    await aliasRecords(table).note(targetId, after, now);
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

  /**
   * On record before acting: a crash in between must neither win a free attempt nor lose the way back.
   * @returns takes it all back, for when nothing was done
   */
  async function announce(
    handle: IncidentHandle,
    decision: MoveAliasInput['decision'],
    alias: AliasState | undefined,
  ): Promise<() => Promise<void>> {
    const now = clock.now();
    const lease = await leases.read(handle.targetId);
    const record = await incidents.find(handle);
    const triedBefore = triedBeforeOf(record, decision.attempt);
    await leases.hold(handle, now, { lastActionAt: now, heals: healsWith(lease, handle, now) });
    await incidents.note(handle, [], attemptOf(decision, triedBefore, record, alias));
    return async () => {
      await incidents.note(handle, [], {
        attempts: decision.attempt - 1,
        tried: triedBefore,
        acting: undefined,
        before: record?.before,
      });
      await leases.hold(handle, clock.now(), { lastActionAt: lease.lastActionAt, heals: lease.heals });
    };
  }

  /** @returns false when the alias is not the one of the evidence any more */
  async function move(policy: Policy, version: string, revisionId: string): Promise<boolean> {
    try {
      await lambda.moveAlias(policy, version, revisionId);
      return true;
    } catch (error) {
      if (nameOf(error) !== 'PreconditionFailedException') throw error;
      // It may have been our own move, whose answer was lost before the client tried again.
      return serves(await lambda.alias(policy), version);
    }
  }
}

/** An attempt that is made again, by a second run of this task or by another healer, has itself tried nothing yet. */
const triedBeforeOf = (record: Incident | undefined, attempt: number): readonly string[] =>
  record?.acting?.attempt === attempt ? record.acting.triedBefore : (record?.tried ?? []);

function attemptOf(
  { attempt, fromVersion, toVersion, revisionId }: MoveAliasInput['decision'],
  triedBefore: readonly string[],
  record: Incident | undefined,
  alias: AliasState | undefined,
): IncidentFields {
  const untouched = record?.before === undefined && alias?.revisionId === revisionId;
  return {
    attempts: attempt,
    tried: [...new Set([...triedBefore, fromVersion, toVersion])],
    acting: { attempt, toVersion, revisionId, triedBefore },
    ...(untouched ? { before: { version: alias.version, weights: alias.weights } } : {}),
  };
}

/** Each incident counts once, with the time of its first action. */
function healsWith(lease: Lease, { incidentId }: IncidentHandle, now: number): Lease['heals'] {
  const at = lease.heals?.find((heal) => heal.incidentId === incidentId)?.at ?? now;
  return [...otherHeals(lease, incidentId, now), { incidentId, at }];
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
    lambda: lambdaFunctions(targetClients('change', 'move-alias')),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('move-alias'),
  }),
);
