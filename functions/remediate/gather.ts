import { HEALED_BY_VARIABLE, type Policy } from '../contract';
import { differences } from './core/differences';
import type { Evidence, VersionEvidence } from './core/evidence';
import { faultsIn } from './core/faults';
import type { Incident } from './incident';
import { ledgerRecords } from './ledger-record';
import type { FunctionState, Ports } from './ports';
import { parseTime } from './time';

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms'>;

/** Looks at everything a decision depends on, anew each time. */
export async function gather(
  { table, lambda, alarms }: Deps,
  policy: Policy,
  incident: Incident,
  races: number,
): Promise<Evidence> {
  const { functionName, aliasName, targetId } = policy;
  // The alias first: its RevisionId then fences everything that is read after it.
  const alias = await lambda.alias(functionName, aliasName);
  const [latest, versions, ledger, described] = await Promise.all([
    lambda.configuration(functionName, '$LATEST'),
    lambda.versions(functionName),
    ledgerRecords(table).all(targetId),
    alarms.describe(policy.signals, policy.compositeSignals),
  ]);
  const live = versions.find(({ version }) => version === alias?.version);
  return {
    alias: alias === undefined ? null : { name: aliasName, ...alias },
    versions: versions.map((version) => versionEvidence(version, policy)),
    latest: {
      codeSha256: latest?.codeSha256 ?? '',
      revisionId: latest?.revisionId ?? '',
      updateStatus: latest?.updateStatus ?? 'Failed',
      differences:
        latest && live ? differences(latest, live, ignoredVariables(policy)) : ['everything: one of them is missing'],
    },
    ledger,
    signals: described.map(({ name, kind, state }) => ({ name, kind, state, rang: incident.signals.includes(name) })),
    attempts: incident.attempts,
    tried: incident.tried,
    races,
    openedAt: parseTime(incident.openedAt) ?? 0,
  };
}

function versionEvidence({ version, codeSha256, variables }: FunctionState, policy: Policy): VersionEvidence {
  return { version, codeSha256, faults: variables && faultsIn(variables, policy.faultVariables) };
}

const ignoredVariables = ({ faultVariables }: Policy): ReadonlySet<string> =>
  new Set([...Object.keys(faultVariables), HEALED_BY_VARIABLE]);

/** Evidence in one line, for the timeline. */
export function describeEvidence({ alias, versions, ledger, latest, signals, attempts, races }: Evidence): string {
  const weights = Object.entries(alias?.weights ?? {}).map(([version, weight]) => ` and ${version} at ${weight}`);
  const known = versions.map(({ version }) => {
    const state = ledger.find((entry) => entry.version === version)?.state ?? 'unknown';
    return `${version} ${state}`;
  });
  return [
    alias === null ? 'the alias does not exist' : `alias ${alias.name} -> version ${alias.version}${weights.join('')}`,
    `versions: ${known.join(', ') || 'none'}`,
    `$LATEST: ${latest.updateStatus}, differs from live in ${latest.differences.join(', ') || 'nothing but faults'}`,
    `signals: ${signals.map(({ name, state }) => `${name} ${state}`).join(', ')}`,
    `${attempts} attempts, ${races} races`,
  ].join('; ');
}
