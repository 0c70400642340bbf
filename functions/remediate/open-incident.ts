import type { Policy } from '../contract';
import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { ERROR_NAMES } from './core/error-names';
import { LEASE_SECONDS, type Lease, remember } from './core/lease';
import { mayOpen, type Ring, type StandDown } from './core/open';
import { TaskError } from './errors';
import { type Incident, type IncidentHandle, incidentRecords, type TimelineEntry } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { incidentIdOf, newestBreachAt, parseHealInput, ringKey, type SignalEvent } from './signal-event';
import { iso } from './time';

export interface OpenIncidentInput {
  /** The input of the state machine: `{targetId, event}`. */
  readonly input: unknown;
  readonly executionArn: string;
}

export type OpenIncidentOutput =
  | { readonly outcome: 'opened'; readonly reason: string; readonly incident: IncidentHandle }
  | { readonly outcome: 'stoodDown'; readonly cause: StandDown['cause']; readonly reason: string };

type Deps = Pick<Ports, 'table' | 'alarms' | 'policies' | 'clock' | 'log'>;

/** Several signals of one incident ring within a second, so the lease may be written by others a few times in a row. */
const MAX_TRIES = 5;

/** Takes the lease on the target for this signal, or says why not; either way the signal is on record. */
export function makeHandler({ table, alarms, policies, clock, log }: Deps) {
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);

  return async ({ input, executionArn }: OpenIncidentInput): Promise<OpenIncidentOutput> => {
    const { targetId, signal } = parseHealInput(input);
    const policy = await policies.find(targetId);
    const ring = await lookAt(signal, policy);

    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = clock.now();
      const lease = await leases.read(targetId);
      const opening = mayOpen(lease, ring, { holder: executionArn, mode: policy.mode, now });
      const seen = remember(lease.seen, ring.key);
      if (opening.kind === 'standDown') {
        if (lease.seen.includes(ring.key) || (await leases.swap(targetId, lease, { seen }))) {
          return standDown(opening);
        }
        continue;
      }
      const fencingToken = lease.fencingToken + 1;
      const taken = await leases.swap(targetId, lease, {
        holder: executionArn,
        expiresAt: now + LEASE_SECONDS * 1000,
        fencingToken,
        incidentId: opening.incidentId,
        seen,
        heldBy: undefined,
        cooldownUntil: undefined,
      });
      if (!taken) continue;
      const incident = { targetId, incidentId: opening.incidentId, executionArn, fencingToken };
      await record(incident, opening.reason, lease, now);
      log.info(opening.reason, { ...incident });
      return { outcome: 'opened', reason: opening.reason, incident };
    }
    throw new TaskError(
      ERROR_NAMES.leaseContended,
      `The lease of ${targetId} changed ${MAX_TRIES} times while it was being taken.`,
    );

    async function record(handle: IncidentHandle, reason: string, before: Lease, now: number): Promise<void> {
      const isNew = await incidents.insert({
        ...freshIncident(handle.incidentId, now),
        status: 'open',
        reason,
        timeline: [signalEntry(now)],
      });
      // A retry of this task finds its own record; a successor finds the one of the healer it succeeds.
      if (!isNew && before.holder !== executionArn) {
        const successions = ((await incidents.find(handle))?.successions ?? 0) + 1;
        const note: TimelineEntry = { at: iso(now), what: 'note', text: reason };
        await incidents.addSignal(handle, signal.alarmName, signalEntry(now));
        await incidents.note(handle, [note], { status: 'open', executionArn, successions });
      }
    }

    async function standDown({ cause, reason, incidentId: existing }: StandDown): Promise<OpenIncidentOutput> {
      const now = clock.now();
      const note: TimelineEntry = { at: iso(now), what: 'note', text: `Stood down: ${reason}`, cause };
      if (existing === undefined) {
        await incidents.insert({
          ...freshIncident(ring.incidentId, now),
          status: 'stoodDown',
          reason,
          closedAt: iso(now),
          timeline: [signalEntry(now), note],
        });
      } else if (cause === 'duplicate') {
        await incidents.note({ targetId, incidentId: existing }, [note]);
      } else {
        await incidents.addSignal({ targetId, incidentId: existing }, signal.alarmName, {
          ...signalEntry(now),
          stoodDown: reason,
        });
      }
      log.info(`Stood down: ${reason}`, { targetId, cause, alarm: signal.alarmName });
      return { outcome: 'stoodDown', cause, reason };
    }

    function freshIncident(id: string, now: number): Omit<Incident, 'status' | 'reason' | 'timeline'> {
      return {
        targetId,
        incidentId: id,
        alarmAt: iso(signal.stateAt),
        openedAt: iso(now),
        attempts: 0,
        tried: [],
        signals: [signal.alarmName],
        executionArn,
        runbookUrl: policy.runbookUrl,
      };
    }

    function signalEntry(now: number): TimelineEntry {
      const how = signal.patrolAt === undefined ? 'went to ALARM' : 'is in ALARM since';
      const since = signal.patrolAt === undefined ? '' : ` ${iso(signal.stateAt)}`;
      const text = `Alarm ${signal.alarmName} ${how}${since}: ${signal.reason}`;
      return { at: iso(now), what: 'signal', text, alarmArn: signal.alarmArn, alarmAt: iso(signal.stateAt) };
    }
  };

  async function lookAt(signal: SignalEvent, policy: Policy): Promise<Ring> {
    if (!policy.signals.includes(signal.alarmName)) {
      throw new TaskError(
        ERROR_NAMES.malformedEvent,
        `Alarm ${signal.alarmName} is not a signal of target ${policy.targetId}, which has ${policy.signals.join(', ')}.`,
      );
    }
    const [alarm] = await alarms.describe([signal.alarmName], policy.compositeSignals);
    if (alarm === undefined)
      throw new TaskError(ERROR_NAMES.malformedEvent, `Alarm ${signal.alarmName} does not exist.`);
    return {
      key: ringKey(signal),
      foundBy: signal.patrolAt === undefined ? 'event' : 'patrol',
      alarmName: signal.alarmName,
      incidentId: incidentIdOf(signal),
      newestBreachAt: newestBreachAt(signal, alarm.comparison),
      stateNow: alarm.state,
      actionsEnabled: alarm.actionsEnabled,
    };
  }
}

export const handler = onAws<OpenIncidentInput, OpenIncidentOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    alarms: describeAlarms(),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('open-incident'),
  }),
);
