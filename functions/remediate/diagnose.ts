import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { describeStacks } from './adapters/stacks';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { queryTraffic } from './adapters/traffic';
import { type Answer, describeAnswer, readAnswer } from './answer';
import { decide } from './core/decide';
import { type Decision, remedyName } from './core/decision';
import { ERROR_NAMES } from './core/error-names';
import { modeNow } from './core/mode';
import { describeEvidence } from './describe-evidence';
import { TaskError } from './errors';
import { gather } from './gather';
import {
  type Incident,
  type IncidentFields,
  type IncidentHandle,
  incidentRecords,
  type TimelineEntry,
} from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import { orderRecords } from './order-record';
import type { Ports } from './ports';
import { iso } from './time';

export interface DiagnoseInput {
  readonly incident: IncidentHandle;
  /** How often an action of this execution found the function changed by somebody else. */
  readonly races: number;
  /** What a person has said, when one was asked just before. */
  readonly approval: Answer | null;
}

export interface DiagnoseOutput {
  readonly decision: Decision;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'stacks' | 'traffic' | 'policies' | 'clock' | 'log'>;

/**
 * Gathers evidence and decides. Changes nothing but the record.
 * @param stormShare share of all targets, 0 to 1, that fail together before nothing is rolled back any more; 0: no brake
 */
export function makeHandler(deps: Deps, stormShare: number) {
  const { table, policies, clock, log } = deps;
  const incidents = incidentRecords(table);

  return async ({ incident, races, approval }: DiagnoseInput): Promise<DiagnoseOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const record = await incidents.find(incident);
    if (record === undefined)
      throw new Error(`Incident ${incident.incidentId} of ${incident.targetId} is not on record.`);

    const evidence = await gather(deps, policy, await withAnswer(record, approval), races);
    const order = await orderRecords(table).find(incident.targetId);
    const now = clock.now();
    const mode = modeNow(policy.mode, order, now);
    const decision = decide(evidence, { ...policy, mode, stormShare }, now);
    log.info(decision.reason, { ...incident, decision, evidence, mode });
    const entries: readonly TimelineEntry[] = [
      { at: iso(now), what: 'evidence', text: describeEvidence(evidence) },
      { at: iso(now), what: 'decision', text: decision.reason, kind: decision.kind },
    ];
    // Waiting is told once: looked at every ten seconds for half an hour, it would fill the record.
    const goesOnWaiting = decision.kind === 'wait' && record.timeline.at(-1)?.kind === 'wait';
    await incidents.note(incident, goesOnWaiting ? [] : entries, fieldsOf(decision, now));
    return { decision };
  };

  /** Puts a person's answer on the incident. A retry of this task finds the question gone, and the answer there. */
  async function withAnswer(record: Incident, answer: Answer | null): Promise<Incident> {
    const { question } = record;
    if (answer === null || question === undefined) return record;
    const approval = readAnswer(answer, question);
    const entry = {
      at: iso(clock.now()),
      what: 'note',
      text: describeAnswer(approval, question),
      begins: true,
    } as const;
    log.info(entry.text, { targetId: record.targetId, incidentId: record.incidentId, approval });
    await incidents.note(record, [entry], { approval, question: undefined });
    return { ...record, approval, timeline: [...record.timeline, entry] };
  }
}

function fieldsOf(decision: Decision, now: number): IncidentFields {
  const would = decision.kind === 'shadow' ? { would: wouldOf(decision.would) } : {};
  const remedy = remedyName(decision);
  if (remedy === undefined) return { reason: decision.reason, ...would };
  return {
    reason: decision.reason,
    decidedAt: iso(now),
    remedy,
    ...versionsOf(decision),
  };
}

const wouldOf = (decision: Decision): NonNullable<Incident['would']> => ({
  kind: decision.kind,
  ...versionsOf(decision),
});

const versionsOf = (decision: Decision) => ({
  ...('fromVersion' in decision ? { fromVersion: decision.fromVersion } : {}),
  ...('toVersion' in decision ? { toVersion: decision.toVersion } : {}),
});

/** @throws BadConfiguration */
export function parseStormShare(text: string): number {
  const share = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && share <= 1) return share;
  throw new TaskError(ERROR_NAMES.badConfiguration, `The storm share is "${text}"; it must be a number from 0 to 1.`);
}

export const handler = onAws<DiagnoseInput, DiagnoseOutput>((environment) => {
  const targets = targetClients('observe', 'diagnose');
  return makeHandler(
    {
      table: dynamoTable(environment.tableName),
      lambda: lambdaFunctions(targets),
      alarms: describeAlarms(targets),
      stacks: describeStacks(targets),
      traffic: queryTraffic(),
      policies: policyParameters(environment.policyPath),
      clock: systemClock,
      log: logger('diagnose'),
    },
    parseStormShare(environment.stormShare),
  );
});
