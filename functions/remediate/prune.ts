import type { Policy } from '../policy';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { ERROR_NAMES } from './core/error-names';
import type { LedgerEntry } from './core/ledger';
import { prune, type Shelf } from './core/prune';
import { messageOf, nameOf, TaskError } from './errors';
import { incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { ledgerRecords } from './ledger-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface PruneInput {
  readonly targetId: string;
}

export interface PruneOutput {
  readonly targetId: string;
  readonly deleted: readonly string[];
  readonly reason: string;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'policies' | 'log'>;

/** An alias has come to name it meanwhile, or Lambda@Edge still has copies of it: it stays. */
const STILL_NEEDED: readonly string[] = ['ResourceConflictException', 'InvalidParameterValueException'];
const GONE = 'ResourceNotFoundException';

/**
 * Deletes versions that a target needs no more: Lambda keeps 75 GB of code for a whole account and region, and retained
 * versions pile up.
 */
export function makeHandler({ table, lambda, policies, log }: Deps) {
  const leases = leaseRecords(table);
  const ledger = ledgerRecords(table);

  return async ({ targetId }: PruneInput): Promise<PruneOutput> => {
    const all = await policies.all();
    const policy = all.find((one) => one.targetId === targetId);
    if (policy === undefined)
      throw new TaskError(ERROR_NAMES.unknownTarget, `No policy is registered for ${targetId}.`);
    // Without a limit of its own nothing is deleted, whatever Lambda would say.
    if (policy.keepHealthy === null) return { targetId, deleted: [], reason: 'Its policy keeps all versions.' };

    const siblings = all.filter((one) => one !== policy && one.functionName === policy.functionName);
    const shelf = await look(policy);
    // Aliases of one function: what may be done for one is enough to look at them all.
    const others = await Promise.all(siblings.map((sibling) => look({ ...sibling, roles: policy.roles })));
    const { deletions, reason } = prune(shelf, others);
    const deleted: string[] = [];
    for (const { version, reason: why } of deletions) {
      if (await anyLeaseHasChanged([shelf, ...others])) break;
      if (!(await deleteVersion(policy, version))) continue;
      deleted.push(version);
      log.info(`Deleted: ${why}`, { targetId, version });
    }
    await forgetGone(shelf, deleted);
    return { targetId, deleted, reason };
  };

  /** The ledger before the list of versions: what it names and the list does not is gone, and not just published. */
  async function look(target: Policy): Promise<Shelf> {
    const { targetId, keepHealthy } = target;
    const lease = await leases.read(targetId);
    const entries = await ledger.all(targetId);
    const [incident, versions, alias, aliased] = await Promise.all([
      lease.incidentId === undefined
        ? undefined
        : incidentRecords(table).find({ targetId, incidentId: lease.incidentId }),
      lambda.versions(target),
      lambda.alias(target),
      lambda.aliasedVersions(target),
    ]);
    const { before } = incident ?? {};
    return {
      targetId,
      keepHealthy,
      versions: versions.map(({ version }) => version),
      live: alias?.version ?? null,
      aliased,
      undoable: new Set(before === undefined ? [] : [before.version, ...Object.keys(before.weights)]),
      ledger: entries,
      lease,
      incidentOpen: incident?.status === 'open',
    };
  }

  /** A heal that has begun meanwhile may have decided on any of the versions. */
  async function anyLeaseHasChanged(shelves: readonly Shelf[]): Promise<boolean> {
    const now = await Promise.all(shelves.map(({ targetId }) => leases.read(targetId)));
    return shelves.some(({ lease }, index) => lease.revision !== now[index]?.revision);
  }

  /** @returns false when it stays */
  async function deleteVersion(policy: Policy, version: string): Promise<boolean> {
    try {
      await lambda.deleteVersion(policy, version);
      return true;
    } catch (error) {
      if (nameOf(error) === GONE) return true;
      if (!STILL_NEEDED.includes(nameOf(error))) throw error;
      log.info(`Version ${version} stays: ${messageOf(error)}`, { targetId: policy.targetId, version });
      return false;
    }
  }

  /** Also after a run that ended half-way, and for versions that somebody else has deleted. */
  async function forgetGone({ targetId, versions, ledger: entries }: Shelf, deleted: readonly string[]): Promise<void> {
    for (const entry of entries) {
      const gone = deleted.includes(entry.version) || !versions.includes(entry.version);
      if (gone && isForgettable(entry)) await ledger.forget(targetId, entry);
    }
  }
}

/** What incidents and operators have said of a version is worth keeping, a number is never given again. */
const isForgettable = ({ state, barrier }: LedgerEntry): boolean => state !== 'Quarantined' && barrier === undefined;

export const handler = onAws<PruneInput, PruneOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(targetClients('prune', 'prune')),
    policies: policyParameters(environment.policyPath),
    log: logger('prune'),
  }),
);
