import type { Policy } from '../contract';
import { systemClock } from './adapters/clock';
import { healExecutions } from './adapters/executions';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { ringingAlarms } from './adapters/ringing';
import { dynamoTable } from './adapters/table';
import { queryTraffic } from './adapters/traffic';
import { isOutOfDate } from './core/echo';
import { incidentId } from './core/incident-id';
import type { Lease } from './core/lease';
import {
  ENDING_SECONDS,
  type ExecutionState,
  type LastIncident,
  type StandingRing,
  type SweepDecision,
  sweep,
} from './core/sweep';
import { makeHandler as makeEscalate } from './escalate';
import { type Incident, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports, RingingAlarm } from './ports';
import { incidentIdOf, newestBreachAt, parseHealInput, ringKey } from './signal-event';
import { iso, parseTime } from './time';

export interface SweepInput {
  readonly targetId: string;
}

export interface SweepOutput {
  readonly targetId: string;
  readonly action: SweepDecision['kind'];
  readonly reason: string;
}

type Deps = Pick<
  Ports,
  'table' | 'lambda' | 'ringing' | 'traffic' | 'executions' | 'policies' | 'notify' | 'clock' | 'log' | 'count'
>;

/** The lease while an orphan is handed over: nobody else may take it up in that minute. */
const CLAIM_MILLISECONDS = 60_000;

/**
 * One visit of the patrol to one target, as the level trigger: starts the heal that no event has started, and closes
 * what a dead heal has left open. Changes the lease only as it was read, so that it never crosses a heal.
 */
export function makeHandler(deps: Deps, environment: string) {
  const { table, lambda, ringing, traffic, executions, policies, clock, log } = deps;
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);
  const escalate = makeEscalate(deps, environment);

  return async ({ targetId }: SweepInput): Promise<SweepOutput> => {
    const policy = await policies.find(targetId);
    const [lease, alarms] = await Promise.all([
      leases.read(targetId),
      ringing(policy.signals, policy.compositeSignals),
    ]);
    const incident =
      lease.incidentId === undefined ? undefined : await incidents.find({ targetId, incidentId: lease.incidentId });
    const now = clock.now();
    const found = await standing(policy, lease, incident, alarms, now);
    const decision = sweep(
      {
        lease,
        incident: incident && lastIncident(incident),
        execution: await stateOf(holderOf(lease, incident), now),
        rings: found.map(({ ring }) => ring),
      },
      policy.mode,
      now,
    );
    const done = await carryOut();
    const answer = done ? decision : { kind: 'nothing' as const, reason: 'Somebody else has just taken the lease.' };
    if (answer.kind !== 'nothing') log.info(answer.reason, { targetId, action: answer.kind });
    return { targetId, action: answer.kind, reason: answer.reason };

    /** @returns false when the lease has changed since it was read */
    async function carryOut(): Promise<boolean> {
      switch (decision.kind) {
        case 'nothing':
        case 'reportHeld':
          return true;
        case 'startHeal':
          if (decision.succeeds && !(await leases.swap(targetId, lease, { expiresAt: now }))) return false;
          await startHeal(decision.ring);
          return true;
        case 'escalateOrphan':
          return escalateOrphan(decision.incidentId, decision.reason);
        case 'freeLease':
          return leases.swap(targetId, lease, { holder: undefined, expiresAt: undefined, ...after(decision.incident) });
        case 'resolve':
          await resolve(decision.incidentId, decision.provenAt, decision.reason);
          return true;
        default:
          return decision satisfies never;
      }
    }

    async function startHeal(ring: StandingRing): Promise<void> {
      const { input } = found.find((one) => one.ring === ring) ?? {};
      // One name for each minute: a repeated run of this task starts nothing twice.
      const minute = iso(Math.floor(now / 60_000) * 60_000);
      await executions.start(`patrol-${incidentId(minute, `${targetId}#${ring.alarmName}#${ring.stateAt}`)}`, input);
    }

    async function escalateOrphan(id: string, reason: string): Promise<boolean> {
      const executionArn = holderOf(lease, incident) ?? 'unknown';
      const fencingToken = lease.fencingToken + 1;
      const expiresAt = now + CLAIM_MILLISECONDS;
      const claim = { holder: executionArn, incidentId: id, expiresAt, fencingToken };
      if (!(await leases.swap(targetId, lease, claim))) return false;
      await escalate({
        input: { targetId },
        executionArn,
        startedAt: iso(now),
        incident: { targetId, incidentId: id, executionArn, fencingToken },
        decision: { kind: 'escalate', reason },
        failure: null,
      });
      return true;
    }

    function after({ status, incidentId: id }: LastIncident): Partial<Lease> {
      if (status === 'escalated') return { heldBy: id };
      return status === 'mitigated' ? { cooldownUntil: now + policy.budget.cooldownSeconds * 1000 } : {};
    }

    async function resolve(id: string, provenAt: number, reason: string): Promise<void> {
      const { functionName, aliasName, faultMetric } = policy;
      const version = incident?.toVersion ?? '';
      const query = { functionName, aliasName, version, from: provenAt, to: now, faultMetric };
      const { requests, errors } = await traffic.served(query);
      const by = requests === 0 ? 'without traffic: proven by probes only' : `${requests} requests, ${errors} errors`;
      const note = { at: iso(now), what: 'note', text: `Resolved: ${reason} (${by}).` } as const;
      await incidents.note({ targetId, incidentId: id }, [note], { status: 'resolved', closedAt: iso(now) });
    }
  };

  /** What each alarm that rings would give the heal as its input, and how the rules for opening see it. */
  async function standing(
    policy: Policy,
    lease: Lease,
    incident: Incident | undefined,
    alarms: readonly RingingAlarm[],
    now: number,
  ): Promise<readonly { readonly ring: StandingRing; readonly input: unknown }[]> {
    if (alarms.length === 0) return [];
    const live = await lambda.alias(policy.functionName, policy.aliasName);
    const outOfDate = isOutOfDate(lease, incident, live?.version, now);
    return alarms.map((alarm) => {
      const input = { targetId: policy.targetId, event: eventOf(alarm, outOfDate, now) };
      const { signal } = parseHealInput(input);
      const ring = {
        key: ringKey(signal),
        foundBy: 'patrol',
        alarmName: alarm.name,
        incidentId: incidentIdOf(signal),
        newestBreachAt: newestBreachAt(signal, alarm.comparison),
        stateNow: 'ALARM',
        actionsEnabled: alarm.actionsEnabled,
        stateAt: alarm.stateAt,
      } as const;
      return { ring, input };
    });
  }

  async function stateOf(executionArn: string | undefined, now: number): Promise<ExecutionState> {
    if (executionArn === undefined) return 'none';
    const execution = await executions.find(executionArn);
    if (execution === undefined) return 'ended';
    if (execution.running) return 'running';
    return now - (execution.stoppedAt ?? 0) < ENDING_SECONDS * 1000 ? 'ending' : 'ended';
  }
}

const holderOf = (lease: Lease, incident: Incident | undefined): string | undefined =>
  lease.holder ?? (incident?.status === 'open' ? incident.executionArn : undefined);

const lastIncident = ({ incidentId: id, status, successions = 0, provenAt }: Incident): LastIncident => ({
  incidentId: id,
  status,
  successions,
  provenAt: parseTime(provenAt),
});

/** The event that CloudWatch sent when the alarm changed, or would have: with the time and mark of this patrol. */
const eventOf = (alarm: RingingAlarm, outOfDate: boolean, now: number) => ({
  'detail-type': 'CloudWatch Alarm State Change',
  time: iso(now),
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    patrol: true,
    state: {
      value: 'ALARM',
      reason: alarm.reason,
      timestamp: iso(alarm.stateAt),
      ...(alarm.reasonData === undefined || outOfDate ? {} : { reasonData: alarm.reasonData }),
    },
  },
});

export const handler = onAws<SweepInput, SweepOutput>((environment) =>
  makeHandler(
    {
      table: dynamoTable(environment.tableName),
      lambda: lambdaFunctions(),
      ringing: ringingAlarms(),
      traffic: queryTraffic(),
      executions: healExecutions(environment.stateMachineArn),
      policies: policyParameters(environment.policyPath),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('sweep'),
      count: countMetrics(environment.environment),
    },
    environment.environment,
  ),
);
