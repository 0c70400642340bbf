import type { Policy } from '../policy';
import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { healExecutions } from './adapters/executions';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { queryTraffic } from './adapters/traffic';
import { aliasFrom, aliasKey } from './alias-record';
import { incidentId } from './core/incident-id';
import type { Lease } from './core/lease';
import { modeNow } from './core/mode';
import { changesTarget, type LastIncident, type StandingRing, type SweepDecision, sweep } from './core/sweep';
import { makeHandler as makeEscalate } from './escalate';
import { type Handover, recordsFrom } from './handover';
import { leaseFrom, leaseKey, leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import { orderFrom, orderKey } from './order-record';
import type { Ports } from './ports';
import { closeShadow, resolveIncident } from './recovery-record';
import { holderOf, lookAt, type Sight } from './sight';
import { iso } from './time';

export interface SweepInput {
  readonly targetId: string;
  /** As listed by this patrol; null or absent: whatever the policy is now. */
  readonly policyRevision?: string | null;
}

export interface SweepOutput {
  readonly targetId: string;
  readonly action: SweepDecision['kind'];
  readonly reason: string;
  /** Whether the target asks for synthetic traffic. */
  readonly exercise: boolean;
  /** Null when this visit has changed something: then it is not as it was found. */
  readonly handover: Handover | null;
}

type Deps = Pick<
  Ports,
  'table' | 'lambda' | 'alarms' | 'traffic' | 'executions' | 'policies' | 'notify' | 'clock' | 'log' | 'count'
>;

/** The lease while an orphan is handed over: nobody else may take it up in that minute. */
const CLAIM_MILLISECONDS = 60_000;

/**
 * One visit of the patrol to one target, as the level trigger: starts the heal that no event has started, and closes
 * what a dead heal has left open. Changes the lease only as it was read, so that it never crosses a heal.
 */
export function makeHandler(deps: Deps, environment: string) {
  const { table, executions, policies, clock, log } = deps;
  const leases = leaseRecords(table);
  const escalate = makeEscalate(deps, environment);

  return async ({ targetId, policyRevision }: SweepInput): Promise<SweepOutput> => {
    const policy = await policies.find(targetId, policyRevision ?? undefined);
    const [order, lease, alias] = await table.getAll([orderKey(targetId), leaseKey(targetId), aliasKey(targetId)]);
    const now = clock.now();
    const sight = await lookAt(deps, policy, { lease: leaseFrom(lease), seen: aliasFrom(alias) }, now);
    const decision = sweep(sight.sweep, modeNow(policy.mode, orderFrom(order), now), now);
    const done = await carryOut(policy, sight, decision, now);
    const answer = done ? decision : { kind: 'nothing' as const, reason: 'Somebody else has just taken the lease.' };
    if (answer.kind !== 'nothing') log.info(answer.reason, { targetId, action: answer.kind });
    const handover = changesTarget(decision) ? null : { ...recordsFrom(alias, lease), signals: sight.signals };
    const exercise = policy.syntheticPerMinute > 0;
    return { targetId, action: answer.kind, reason: answer.reason, exercise, handover };
  };

  /** @returns false when the lease has changed since it was read */
  async function carryOut(policy: Policy, sight: Sight, decision: SweepDecision, now: number): Promise<boolean> {
    const { targetId } = policy;
    const { lease, incident } = sight;
    switch (decision.kind) {
      case 'nothing':
      case 'reportHeld':
        return true;
      case 'startHeal':
        if (decision.succeeds && !(await leases.swap(targetId, lease, { expiresAt: now }))) return false;
        await startHeal(targetId, sight, decision.ring, now);
        return true;
      case 'escalateOrphan':
        return escalateOrphan(targetId, sight, decision, now);
      case 'tellAgain':
        await callPerson(
          { targetId, incidentId: decision.incidentId },
          sight,
          incident?.reason ?? decision.reason,
          now,
        );
        return true;
      case 'freeLease': {
        const freed = { holder: undefined, expiresAt: undefined, ...after(decision.incident, policy, now) };
        return leases.swap(targetId, lease, freed);
      }
      case 'score':
        // The record first: a shadow that is lifted without it would never be scored.
        await closeShadow(deps, policy, decision, now);
        return leases.swap(targetId, lease, { shadowing: undefined });
      case 'resolve':
        await resolveIncident(deps, policy, { ...decision, version: incident?.toVersion ?? '' }, now);
        return true;
      default:
        return decision satisfies never;
    }
  }

  async function startHeal(targetId: string, { standing }: Sight, ring: StandingRing, now: number): Promise<void> {
    const { input } = standing.find((one) => one.ring === ring) ?? {};
    // One name for each minute: a repeated run of this task starts nothing twice.
    const minute = iso(Math.floor(now / 60_000) * 60_000);
    await executions.start(`patrol-${incidentId(minute, `${targetId}#${ring.alarmName}#${ring.stateAt}`)}`, input);
  }

  async function escalateOrphan(
    targetId: string,
    sight: Sight,
    { incidentId: id, reason }: { readonly incidentId: string; readonly reason: string },
    now: number,
  ): Promise<boolean> {
    const { lease, incident } = sight;
    const executionArn = holderOf(lease, incident) ?? 'unknown';
    const fencingToken = lease.fencingToken + 1;
    const expiresAt = now + CLAIM_MILLISECONDS;
    const claim = { holder: executionArn, incidentId: id, expiresAt, fencingToken, awaiting: undefined };
    if (!(await leases.swap(targetId, lease, claim))) return false;
    await callPerson({ targetId, incidentId: id }, { ...sight, lease: { ...lease, ...claim } }, reason, now);
    return true;
  }

  async function callPerson(
    subject: { readonly targetId: string; readonly incidentId: string },
    { lease, incident }: Sight,
    reason: string,
    now: number,
  ): Promise<void> {
    const executionArn = holderOf(lease, incident) ?? incident?.executionArn ?? 'unknown';
    await escalate({
      input: { targetId: subject.targetId },
      executionArn,
      startedAt: iso(now),
      incident: { ...subject, executionArn, fencingToken: lease.fencingToken },
      decision: { kind: 'escalate', reason },
      failure: null,
    });
  }
}

/** What a closed incident leaves behind on its target, as the task that closed it would have written. */
function after({ status, incidentId: id }: LastIncident, { budget }: Policy, now: number): Partial<Lease> {
  if (status === 'escalated') return { heldBy: id };
  if (status === 'shadow') return { shadowing: id };
  return status === 'mitigated' ? { cooldownUntil: now + budget.cooldownSeconds * 1000 } : {};
}

export const handler = onAws<SweepInput, SweepOutput>((environment) => {
  const targets = targetClients('observe', 'sweep');
  return makeHandler(
    {
      table: dynamoTable(environment.tableName),
      lambda: lambdaFunctions(targets),
      alarms: describeAlarms(targets),
      traffic: queryTraffic(),
      executions: healExecutions(environment.stateMachineArn),
      policies: policyParameters(environment.policyPath),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('sweep'),
      count: countMetrics(environment.environment),
    },
    environment.environment,
  );
});
