import type { Policy } from '../policy';
import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { ERROR_NAMES } from './core/error-names';
import { LEASE_SECONDS, type Lease, remember } from './core/lease';
import { modeNow } from './core/mode';
import { type Asker, mayOpen, type Ring, type StandDown } from './core/open';
import { watchedIncident } from './core/sweep';
import { watchSeconds } from './core/watch';
import { TaskError } from './errors';
import { type Incident, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import { openingRecords } from './opening-record';
import { orderRecords } from './order-record';
import type { AlarmState, Ports } from './ports';
import { incidentIdOf, newestBreachAt, parseHealInput, ringKey, type SignalEvent } from './signal-event';
import { parseTime } from './time';

export interface OpenIncidentInput {
  /** The input of the state machine: `{targetId, event}`. */
  readonly input: unknown;
  readonly executionArn: string;
}

export type OpenIncidentOutput =
  | { readonly outcome: 'opened'; readonly reason: string; readonly incident: IncidentHandle }
  | { readonly outcome: 'stoodDown'; readonly cause: StandDown['cause']; readonly reason: string };

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'policies' | 'clock' | 'log' | 'count'>;

/** Several signals of one incident ring within a second, so the lease may be written by others a few times in a row. */
const MAX_TRIES = 5;

/** Takes the lease on the target for this signal, or says why not; either way the signal is on record. */
export function makeHandler(deps: Deps) {
  const { table, lambda, alarms, policies, clock, log } = deps;
  const leases = leaseRecords(table);
  const orders = orderRecords(table);
  const incidents = incidentRecords(table);

  return async ({ input, executionArn }: OpenIncidentInput): Promise<OpenIncidentOutput> => {
    const { targetId, signal } = parseHealInput(input);
    const policy = await policies.find(targetId);
    const signals = await alarms.describe(policy);
    const ring = lookAt(signal, policy, signals);
    const runbookUrl = policy.runbooks[signal.alarmName] ?? policy.runbookUrl;
    const records = openingRecords(deps, { targetId, signal, incidentId: ring.incidentId, executionArn, runbookUrl });

    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = clock.now();
      const lease = await leases.read(targetId);
      const { incidentId: lastId } = lease;
      const last = lastId === undefined ? undefined : await incidents.find({ targetId, incidentId: lastId });
      const opening = mayOpen(withoutDeadHolder(lease, last, executionArn, now), ring, {
        holder: executionArn,
        mode: modeNow(policy.mode, await orders.find(targetId), now),
        now,
        watched: await watched(policy, last, signals, now),
      });
      const seen = remember(lease.seen, ring.key);
      if (opening.kind === 'standDown') {
        if (!lease.seen.includes(ring.key) && !(await leases.swap(targetId, lease, { seen }))) continue;
        await records.stoodDown(opening);
        const { cause, reason } = opening;
        log.info(`Stood down: ${reason}`, { targetId, cause, alarm: signal.alarmName });
        return { outcome: 'stoodDown', cause, reason };
      }
      const fencingToken = lease.fencingToken + 1;
      const taken = await leases.swap(targetId, lease, {
        holder: executionArn,
        expiresAt: now + LEASE_SECONDS * 1000,
        fencingToken,
        incidentId: opening.incidentId,
        seen,
        awaiting: undefined,
        // What goes on with an older incident still waits for the end of that one's cooldown.
        ...(opening.how === 'new' ? { cooldownUntil: undefined } : {}),
      });
      if (!taken) continue;
      const incident = { targetId, incidentId: opening.incidentId, executionArn, fencingToken };
      await records.opened(incident, opening);
      if (opening.how === 'new' && last?.status === 'mitigated') await records.followed(last.incidentId);
      log.info(opening.reason, { ...incident, how: opening.how });
      return { outcome: 'opened', reason: opening.reason, incident };
    }
    throw new TaskError(
      ERROR_NAMES.leaseContended,
      `The lease of ${targetId} changed ${MAX_TRIES} times while it was being taken.`,
    );
  };

  /** The alias is only asked about when the answer matters: where the last incident is still watched. */
  async function watched(
    policy: Policy,
    last: Incident | undefined,
    signals: readonly AlarmState[],
    now: number,
  ): Promise<Asker['watched']> {
    if (last === undefined) return undefined;
    const { incidentId, status, toVersion } = last;
    const provenAt = parseTime(last.provenAt);
    const found = watchedIncident({ incidentId, status, provenAt, aliasUnchanged: true }, watchSeconds(signals), now);
    if (found === undefined) return undefined;
    const alias = await lambda.alias(policy);
    const unchanged = alias?.version === toVersion && Object.keys(alias?.weights ?? {}).length === 0;
    return unchanged ? found : undefined;
  }
}

/** A healer that died with its incident closed, or not yet on record, has left nothing to go on with. */
function withoutDeadHolder(lease: Lease, last: Incident | undefined, executionArn: string, now: number): Lease {
  const gone = lease.holder !== executionArn && (lease.expiresAt ?? 0) <= now;
  return gone && last?.status !== 'open' ? { ...lease, holder: undefined } : lease;
}

/** The alarm as it is now; what the patrol alone finds has none, and speaks for itself. */
function lookAt(signal: SignalEvent, { targetId, signals }: Policy, described: readonly AlarmState[]): Ring {
  const { foundBy, alarmName } = signal;
  const ring = { key: ringKey(signal), foundBy, alarmName, incidentId: incidentIdOf(signal) };
  if (foundBy === 'faultEnd' || foundBy === 'unfinished') {
    return { ...ring, newestBreachAt: undefined, stateNow: 'ALARM', actionsEnabled: true };
  }
  if (!signals.includes(alarmName)) {
    throw new TaskError(
      ERROR_NAMES.malformedEvent,
      `Alarm ${alarmName} is not a signal of target ${targetId}, which has ${signals.join(', ')}.`,
    );
  }
  const alarm = described.find(({ name }) => name === alarmName);
  if (alarm === undefined) throw new TaskError(ERROR_NAMES.malformedEvent, `Alarm ${alarmName} does not exist.`);
  return {
    ...ring,
    newestBreachAt: newestBreachAt(signal, alarm.comparison),
    stateNow: alarm.state,
    actionsEnabled: alarm.actionsEnabled,
  };
}

export const handler = onAws<OpenIncidentInput, OpenIncidentOutput>((environment) => {
  const targets = targetClients('observe', 'open-incident');
  return makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(targets),
    alarms: describeAlarms(targets),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('open-incident'),
    count: countMetrics(environment.environment),
  });
});
