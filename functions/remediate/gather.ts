import { HEALED_BY_VARIABLE } from '../contract';
import type { Policy } from '../policy';
import { MIN_STORM_TARGETS } from './core/decide-guards';
import { differences } from './core/differences';
import type { Evidence, SignalEvidence, VersionEvidence } from './core/evidence';
import { faultsOf } from './core/faults';
import type { Tally } from './core/judge';
import { otherHeals } from './core/lease';
import type { Incident } from './incident';
import { leaseRecords } from './lease-record';
import { ledgerRecords } from './ledger-record';
import { lookAtAlias, servedOf } from './live-traffic';
import type { AlarmState, FunctionState, Ports } from './ports';
import { newestBreachAt, parseReasonData } from './signal-event';
import { stormRecords } from './storm-record';
import { parseTime } from './time';

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'stacks' | 'traffic' | 'policies' | 'clock'>;

/** Looks at everything a decision depends on, anew each time. */
export async function gather(deps: Deps, policy: Policy, incident: Incident, races: number): Promise<Evidence> {
  const { table, lambda, alarms, stacks, clock } = deps;
  const { targetId, stackName } = policy;
  // The alias first: its RevisionId then fences everything that is read after it.
  const alias = await lookAtAlias(deps, policy);
  const now = clock.now();
  const [latest, versions, ledger, described, lease, failing, stackStatus] = await Promise.all([
    lambda.configuration(policy, '$LATEST'),
    lambda.versions(policy),
    ledgerRecords(table).all(targetId),
    alarms.describe(policy),
    leaseRecords(table).read(targetId),
    stormRecords(table).failing(now),
    stackName === null ? null : stacks.status(policy, stackName),
  ]);
  // Somebody else may have made another version live since the last proof.
  const judgesLive = incident.toVersion === alias?.version;
  const live = versions.find(({ version }) => version === alias?.version);
  return {
    alias,
    versions: versions.map((version) => versionEvidence(version, policy)),
    latest: {
      codeSha256: latest?.codeSha256 ?? '',
      revisionId: latest?.revisionId ?? '',
      updateStatus: latest?.updateStatus ?? 'Failed',
      differences:
        latest && live ? differences(latest, live, ignoredVariables(policy)) : ['everything: one of them is missing'],
    },
    ledger,
    signals: described.map((alarm) => signalEvidence(alarm, incident)),
    served: alias === null ? [] : await servedOf(deps, policy, alias, lease.lastActionAt ?? 0, now),
    preflights: incident.preflights ?? [],
    approval: incident.approval ?? null,
    asked: incident.asked ?? 0,
    attempts: incident.attempts,
    unjudged: incident.acting ?? null,
    disproven: judgesLive && isFailure(incident.verdict),
    unseenProbes: judgesLive ? unseenProbesOf(incident) : 0,
    relapses: incident.relapses ?? 0,
    healsLastHour: otherHeals(lease, incident.incidentId, now).length,
    cooldownUntil: lease.cooldownUntil,
    storm: await stormOf(deps, failing, targetId, now),
    stackStatus,
    tried: incident.tried,
    races,
    openedAt: openedAt(incident),
  };
}

function versionEvidence({ version, codeSha256, variables }: FunctionState, policy: Policy): VersionEvidence {
  return { version, codeSha256, faults: faultsOf(variables, policy.faultVariables) };
}

const ignoredVariables = ({ faultVariables }: Policy): ReadonlySet<string> =>
  new Set([...Object.keys(faultVariables), HEALED_BY_VARIABLE]);

const signalEvidence = (alarm: AlarmState, incident: Incident): SignalEvidence => ({
  name: alarm.name,
  kind: alarm.kind,
  state: alarm.state,
  newestBreachAt: newestBreachAt(parseReasonData(alarm.reasonData), alarm.comparison),
  spanSeconds: alarm.periodSeconds * alarm.evaluationPeriods,
  periodSeconds: alarm.periodSeconds,
  rang: incident.signals.includes(alarm.name),
});

const isFailure = (verdict: Incident['verdict']): boolean => verdict === 'NotHealed' || verdict === 'Inconclusive';

function unseenProbesOf({ verdict, timeline }: Incident): number {
  if (verdict !== 'Inconclusive') return 0;
  const probes = timeline.findLast(({ what }) => what === 'verdict')?.probes as Tally | undefined;
  return probes === undefined || probes.successes + probes.failures + probes.warmUps > 0 ? 0 : probes.sent;
}

/**
 * How many targets there are is only asked for when enough of them fail for it to matter. The patrol has noted it: SSM lists
 * ten at once, and hundreds of heals that began together would ask it for more pages than it answers in a second.
 */
async function stormOf(
  { table, policies }: Deps,
  openings: readonly string[],
  targetId: string,
  now: number,
): Promise<Evidence['storm']> {
  const failing = new Set([...openings, targetId]).size;
  if (failing < MIN_STORM_TARGETS) return { failing, targets: failing };
  const targets = (await stormRecords(table).targets(now)) ?? (await policies.list()).length;
  return { failing, targets };
}

/** Or since when it goes on, after a relapse, a dead healer or a person's answer: what it waits for it waits for anew. */
function openedAt({ openedAt: first, timeline }: Incident): number {
  const begun = timeline.filter(({ begins }) => begins === true).map(({ at }) => at);
  return Math.max(...[first, ...begun].map((at) => parseTime(at) ?? 0));
}
