import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { decide } from './core/decide';
import { type Decision, remedyName } from './core/decision';
import { describeEvidence, gather } from './gather';
import { type IncidentFields, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { iso } from './time';

export interface DiagnoseInput {
  readonly incident: IncidentHandle;
  /** How often an action of this execution found the function changed by somebody else. */
  readonly races: number;
}

export interface DiagnoseOutput {
  readonly decision: Decision;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'policies' | 'clock' | 'log'>;

/** Gathers evidence and decides. Changes nothing but the record. */
export function makeHandler(deps: Deps) {
  const { table, policies, clock, log } = deps;
  const incidents = incidentRecords(table);

  return async ({ incident, races }: DiagnoseInput): Promise<DiagnoseOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const record = await incidents.find(incident);
    if (record === undefined)
      throw new Error(`Incident ${incident.incidentId} of ${incident.targetId} is not on record.`);

    const evidence = await gather(deps, policy, record, races);
    const now = clock.now();
    const decision = decide(evidence, policy, now);
    log.info(decision.reason, { ...incident, decision, evidence });
    await incidents.note(
      incident,
      [
        { at: iso(now), what: 'evidence', text: describeEvidence(evidence) },
        { at: iso(now), what: 'decision', text: decision.reason, kind: decision.kind },
      ],
      fieldsOf(decision, now),
    );
    return { decision };
  };
}

function fieldsOf(decision: Decision, now: number): IncidentFields {
  const remedy = remedyName(decision);
  if (remedy === undefined) return { reason: decision.reason };
  return {
    reason: decision.reason,
    decidedAt: iso(now),
    remedy,
    ...('fromVersion' in decision ? { fromVersion: decision.fromVersion } : {}),
    ...('toVersion' in decision ? { toVersion: decision.toVersion } : {}),
  };
}

export const handler = onAws<DiagnoseInput, DiagnoseOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(),
    alarms: describeAlarms(),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('diagnose'),
  }),
);
