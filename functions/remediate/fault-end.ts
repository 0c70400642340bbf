import type { Policy } from '../policy';
import type { AliasRecord } from './alias-record';
import { faultsIn, hasFaults } from './core/faults';
import { liveVersionOf } from './live-version';
import type { Ports } from './ports';
import { parseTime } from './time';

type Deps = Pick<Ports, 'table' | 'lambda'>;

/**
 * The live version's injected fault, when its time is up. Only then is the alias itself looked at, since its last sight may
 * be a patrol old.
 * @param seen that sight
 */
export async function endedFault(
  deps: Deps,
  policy: Policy,
  seen: AliasRecord | undefined,
  now: number,
): Promise<EndedFault | undefined> {
  const { faultVariables, faultUntilVariable } = policy;
  const { version, revisionId, functionName, live } = seen ?? {};
  if (faultUntilVariable === null || version === undefined || revisionId === undefined) return undefined;
  // The sight is of another function's alias until the patrol has looked at this one's.
  if (functionName !== undefined && functionName !== policy.functionName) return undefined;
  const variables = (await liveVersionOf(deps, policy, { version, revisionId }, live))?.variables;
  if (variables == null) return undefined;
  // An end alone injects nothing.
  const { [faultUntilVariable]: until, ...others } = variables;
  const endedAt = hasFaults(faultsIn(others, faultVariables)) ? parseTime(until) : undefined;
  if (endedAt === undefined || endedAt > now) return undefined;
  const alias = await deps.lambda.alias(policy);
  return alias?.version === version ? { version, endedAt } : undefined;
}

export interface EndedFault {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}
