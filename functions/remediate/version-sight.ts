import type { Policy } from '../policy';
import type { Sight, Signal } from './core/attest';
import { faultsOf } from './core/faults';
import type { LiveVersion } from './live-version';
import type { AliasState, Ports } from './ports';

type Deps = Pick<Ports, 'alarms' | 'clock'>;

/** What one visit of the patrol knows already: what the alias names, and the lease as it was before the alias was looked at. */
export interface Known {
  readonly alias: AliasState;
  /** Undefined when there is no such version. */
  readonly live: LiveVersion | undefined;
  readonly incidentOpen: boolean;
  /** Undefined when nobody has just looked. */
  readonly signals: readonly Signal[] | undefined;
}

/** What one visit of the patrol sees of the version that is live, beside its traffic. */
export async function lookAtVersion(deps: Deps, policy: Policy, known: Known): Promise<Sight> {
  const { alias, live, incidentOpen } = known;
  const { faultVariables, signals } = policy;
  // The sweep may have looked by an earlier policy than this one.
  const found = known.signals?.filter(({ name }) => signals.includes(name));
  const described = found ?? (await deps.alarms.describe(policy));
  const missing = signals.filter((name) => !described.some((alarm) => alarm.name === name));
  return {
    version: alias.version,
    codeSha256: live?.codeSha256,
    weights: alias.weights,
    faults: faultsOf(live?.variables ?? null, faultVariables),
    signals: [
      ...described,
      // A signal that is not there watches nothing, so it cannot speak for the version's health.
      ...missing.map((name) => ({ name, kind: 'faults', state: 'INSUFFICIENT_DATA' }) as const),
    ],
    incidentOpen,
    now: deps.clock.now(),
  };
}
