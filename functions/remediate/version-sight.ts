import type { Policy } from '../policy';
import type { AliasRecord } from './alias-record';
import type { Sight } from './core/attest';
import { faultsOf } from './core/faults';
import { isAtWork, type Lease } from './core/lease';
import type { AliasState, Ports } from './ports';
import { faultVariablesOf } from './version-environment';

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'clock'>;

/** What is on record of the target, read together before the alias was looked at. */
export interface Records {
  readonly seen: AliasRecord | undefined;
  readonly lease: Lease;
}

/** What one visit of the patrol sees of the version that is live, beside its traffic. */
export async function lookAtVersion(
  deps: Deps,
  policy: Policy,
  alias: AliasState,
  { seen, lease }: Records,
): Promise<Sight> {
  const { faultVariables, signals } = policy;
  const [variables, described] = await Promise.all([
    faultVariablesOf(deps, policy, alias, seen?.environment),
    deps.alarms.describe(policy),
  ]);
  const missing = signals.filter((name) => !described.some((alarm) => alarm.name === name));
  return {
    version: alias.version,
    weights: alias.weights,
    faults: faultsOf(variables, faultVariables),
    signals: [
      ...described,
      // A signal that is not there watches nothing, so it cannot speak for the version's health.
      ...missing.map((name) => ({ name, kind: 'faults', state: 'INSUFFICIENT_DATA' }) as const),
    ],
    incidentOpen: isAtWork(lease),
    now: deps.clock.now(),
  };
}
