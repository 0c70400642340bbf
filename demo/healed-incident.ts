import { type IncidentRecord, lastDecision, readIncidents } from '../cli/records';
import type { RequestCount, Traffic } from '../local/traffic';
import { type ProtectedService, recordsOf, type World } from './world';

/** One played incident, as the demo reports it. Stages in seconds of AWS time. */
export interface PlayedIncident {
  readonly service: string;
  readonly fault: string;
  readonly remedy: string;
  readonly verdict: string;
  readonly reason: string;
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly stages: {
    readonly detectSeconds: number;
    readonly decideSeconds: number;
    readonly actSeconds: number;
    readonly proveSeconds: number;
  };
  readonly requests: RequestCount;
}

/** AWS time within which an incident must be closed, in milliseconds. */
const PATIENCE_MS = 15 * 60_000;

const CLOSED = ['mitigated', 'resolved', 'escalated'];

/** Lets time go on until the healer has closed the incident that began with the fault at `faultAt`. */
export async function waitForHeal(
  world: World,
  service: ProtectedService,
  traffic: Traffic,
  fault: string,
  faultAt: number,
): Promise<PlayedIncident> {
  const record = await world.cloud.waitFor(1, faultAt + PATIENCE_MS, async () => {
    const incidents = await readIncidents(recordsOf(world, service));
    return incidents.find(({ status, alarmAt }) => CLOSED.includes(status) && Date.parse(alarmAt ?? '') >= faultAt);
  });
  if (record === undefined)
    throw new Error(`The healer has not closed an incident of ${service.name} within ${PATIENCE_MS / 60_000} minutes`);
  return report(service, traffic, fault, faultAt, record);
}

function report(
  service: ProtectedService,
  traffic: Traffic,
  fault: string,
  faultAt: number,
  record: IncidentRecord,
): PlayedIncident {
  const at = (time: string | undefined): number => (time === undefined ? Number.NaN : Date.parse(time));
  const seconds = (from: number, to: number): number => Math.round((to - from) / 100) / 10;
  return {
    service: service.name,
    fault,
    remedy: record.remedy ?? 'none',
    verdict: record.verdict ?? record.status,
    reason: lastDecision(record) ?? record.reason,
    fromVersion: record.fromVersion ?? '',
    toVersion: record.toVersion ?? '',
    stages: {
      detectSeconds: seconds(faultAt, at(record.alarmAt)),
      decideSeconds: seconds(at(record.alarmAt), at(record.decidedAt)),
      actSeconds: seconds(at(record.decidedAt), at(record.actedAt)),
      proveSeconds: seconds(at(record.actedAt), at(record.provenAt)),
    },
    requests: traffic.since(faultAt),
  };
}
