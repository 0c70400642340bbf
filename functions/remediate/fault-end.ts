import type { Policy } from '../policy';
import { aliasRecords, type FaultEnd } from './alias-record';
import { faultsIn, hasFaults } from './core/faults';
import type { Ports } from './ports';
import { parseTime } from './time';

type Deps = Pick<Ports, 'table' | 'lambda'>;

/**
 * The live version's injected fault, when its time is up. A version's environment never changes, so what it says is kept
 * with the last sight of the alias, and Lambda is asked once for each version instead of every minute: all targets of an
 * account share 15 calls a second of its control plane. Only when a time is up is the alias itself looked at, since that
 * sight may be a patrol old.
 */
export async function endedFault(deps: Deps, policy: Policy, now: number): Promise<EndedFault | undefined> {
  const { faultUntilVariable, targetId } = policy;
  if (faultUntilVariable === null) return undefined;
  const seen = await aliasRecords(deps.table).find(targetId);
  if (seen === undefined) return undefined;
  const known =
    seen.faultEnd?.version === seen.version ? seen.faultEnd : await readFaultEnd(deps, policy, seen.version);
  const endedAt = parseTime(known?.until);
  if (known === undefined || endedAt === undefined || endedAt > now) return undefined;
  const alias = await deps.lambda.alias(policy);
  return alias?.version === known.version ? { version: known.version, endedAt } : undefined;
}

export interface EndedFault {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/** @returns undefined when the environment cannot be read: then it is tried again */
async function readFaultEnd({ table, lambda }: Deps, policy: Policy, version: string): Promise<FaultEnd | undefined> {
  const { faultVariables, faultUntilVariable, targetId } = policy;
  const variables = (await lambda.configuration(policy, version))?.variables;
  if (variables == null || faultUntilVariable === null) return undefined;
  // An end alone injects nothing.
  const { [faultUntilVariable]: until, ...others } = variables;
  const ends = parseTime(until) !== undefined && hasFaults(faultsIn(others, faultVariables));
  const faultEnd: FaultEnd = { version, until: ends && until !== undefined ? until : null };
  await aliasRecords(table).noteFaultEnd(targetId, faultEnd);
  return faultEnd;
}
