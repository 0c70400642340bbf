import type { Policy } from '../policy';
import type { AliasRecord } from './alias-record';
import type { Signal } from './core/attest';
import { blame } from './core/blame';
import type { LiveSince } from './core/echo';
import type { AliasEvidence } from './core/evidence';
import type { Lease } from './core/lease';
import { ENDING_SECONDS, type ExecutionState, type LastIncident, type Sweep } from './core/sweep';
import { watchSeconds } from './core/watch';
import { endedFault } from './fault-end';
import { type Incident, incidentRecords } from './incident';
import { lookAtAlias, MINUTE_MILLISECONDS, servedOf } from './live-traffic';
import type { AlarmState, AliasState, Ports } from './ports';
import { newestBreachAt, parseReasonData } from './signal-event';
import { type Standing, standingAlarm, standingFault, standingUnfinished } from './standing-rings';
import { parseTime } from './time';

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'traffic' | 'executions' | 'clock'>;

/** What one visit of the patrol has found: what the rules judge, and what they do not need but carrying them out does. */
export interface Sight {
  readonly lease: Lease;
  readonly incident: Incident | undefined;
  readonly sweep: Sweep;
  readonly standing: readonly Standing[];
  readonly signals: readonly Signal[];
}

/**
 * Reads everything else that the patrol judges a target by.
 * @param lease as it is now: it is changed only if it still is so
 * @param seen the last sight of the alias
 */
export async function lookAt(
  deps: Deps,
  policy: Policy,
  { lease, seen }: { readonly lease: Lease; readonly seen: AliasRecord | undefined },
  now: number,
): Promise<Sight> {
  const { table, alarms } = deps;
  const { targetId } = policy;
  const [described, ended] = await Promise.all([alarms.describe(policy), endedFault(deps, policy, seen, now)]);
  const incident =
    lease.incidentId === undefined
      ? undefined
      : await incidentRecords(table).find({ targetId, incidentId: lease.incidentId });
  const ringing = described.filter(({ state }) => state === 'ALARM');
  // Where nothing calls for a heal, it does not matter what the alias names.
  const called = ringing.length > 0 || ended !== undefined;
  const alias = called ? ((await lookAtAlias(deps, policy)) ?? undefined) : undefined;
  const live =
    alias === undefined ? NOT_ASKED : await servedSince(deps, policy, alias, { lease, incident }, ringing, now);
  const last = { lease, incident, liveVersion: alias?.version, live };
  const rings = ringing.map((alarm) => standingAlarm(policy, alarm, last, now));
  const faultEnd = ended && standingFault(policy, ended, now);
  const unfinished = incident?.status === 'open' ? standingUnfinished(policy, incident, now) : undefined;
  return {
    lease,
    incident,
    standing: [...rings, faultEnd, unfinished].filter((one) => one !== undefined),
    signals: described.map(({ name, kind, state }) => ({ name, kind, state })),
    sweep: {
      lease,
      incident: incident && lastIncident(incident, alias),
      execution: await stateOf(deps, holderOf(lease, incident), now),
      rings: rings.map(({ ring }) => ring),
      faultEnd: faultEnd?.ring,
      unfinished: unfinished?.ring,
      watchSeconds: watchSeconds(described),
    },
  };
}

const NOT_ASKED: LiveSince = { blame: 'unknown', requests: 0 };

/** Metrics cost money, so they are only asked where an alarm may ring about data from before the last action. */
async function servedSince(
  deps: Deps,
  policy: Policy,
  alias: AliasEvidence,
  { lease, incident }: Pick<Sight, 'lease' | 'incident'>,
  ringing: readonly AlarmState[],
  now: number,
): Promise<LiveSince> {
  const { lastActionAt } = lease;
  const perhapsEcho = lastActionAt !== undefined && ringing.some(isOld);
  if (!perhapsEcho) return NOT_ASKED;
  // The minute of the proof holds its probes, which are no traffic.
  const proven = Math.ceil((parseTime(incident?.provenAt) ?? 0) / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS;
  const served = await servedOf(deps, policy, alias, Math.max(lastActionAt, proven), now);
  return {
    blame: served.some((one) => blame(one, policy.prove) === 'broken') ? 'broken' : 'unknown',
    requests: served.reduce((sum, { requests }) => sum + requests, 0),
  };

  function isOld(alarm: AlarmState): boolean {
    const breachAt = newestBreachAt(parseReasonData(alarm.reasonData), alarm.comparison);
    return breachAt !== undefined && breachAt < (lastActionAt ?? 0);
  }
}

async function stateOf({ executions }: Deps, executionArn: string | undefined, now: number): Promise<ExecutionState> {
  if (executionArn === undefined) return 'none';
  const execution = await executions.find(executionArn);
  if (execution === undefined) return 'ended';
  if (execution.running) return 'running';
  return now - (execution.stoppedAt ?? 0) < ENDING_SECONDS * 1000 ? 'ending' : 'ended';
}

/** The execution that has to do with the target now, if any. */
export const holderOf = ({ holder, awaiting }: Lease, incident: Incident | undefined): string | undefined =>
  holder ?? awaiting?.executionArn ?? (incident?.status === 'open' ? incident.executionArn : undefined);

const lastIncident = (incident: Incident, alias: AliasState | undefined): LastIncident => ({
  incidentId: incident.incidentId,
  status: incident.status,
  successions: incident.successions ?? 0,
  provenAt: parseTime(incident.provenAt),
  untoldSince:
    incident.status === 'escalated' && incident.toldAt === undefined ? parseTime(incident.closedAt) : undefined,
  aliasUnchanged: alias?.version === incident.toVersion && Object.keys(alias?.weights ?? {}).length === 0,
});
