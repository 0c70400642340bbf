import type { Policy } from '../policy';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { ERROR_NAMES } from './core/error-names';
import { stages } from './core/stages';
import { nameOf } from './errors';
import { type Incident, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { ledgerRecords } from './ledger-record';
import { healedNotification, shadowNotification } from './notifications';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { iso, parseTime } from './time';

/** healed: proven. stoodDown: there was nothing to do. shadowed: only watched from now on. */
type Outcome = 'healed' | 'stoodDown' | 'shadowed';

export interface ConcludeInput {
  readonly incident: IncidentHandle;
  readonly outcome: Outcome;
  /** The last verdict's reason, or the decision's. */
  readonly reason: string;
}

export interface ConcludeOutput {
  readonly status: Incident['status'];
  readonly reason: string;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'notify' | 'clock' | 'log' | 'count'>;

const STATUS = {
  healed: 'mitigated',
  stoodDown: 'stoodDown',
  shadowed: 'shadow',
} as const satisfies Record<Outcome, Incident['status']>;

/** Ends the work on an incident that needs no person: puts it on record, tells people, and gives the lease back last. */
export function makeHandler({ table, policies, notify, clock, log, count }: Deps, environment: string) {
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);
  const ledger = ledgerRecords(table);

  return async ({ incident, outcome, reason }: ConcludeInput): Promise<ConcludeOutput> => {
    const status = STATUS[outcome];
    if (await concludedBefore(incident)) return { status, reason };
    switch (outcome) {
      case 'healed':
        await concludeHealed(incident, await policies.find(incident.targetId));
        break;
      case 'stoodDown':
        await concludeStoodDown(incident, reason);
        break;
      case 'shadowed':
        await concludeShadowed(incident, reason);
        break;
      default:
        return outcome satisfies never;
    }
    log.info(reason, { ...incident, status });
    return { status, reason };
  };

  /** A repeated run whose first one got through, but whose answer was lost, finds the lease given back. */
  async function concludedBefore(incident: IncidentHandle): Promise<boolean> {
    try {
      await leases.hold(incident, clock.now());
      return false;
    } catch (error) {
      const notOurs: readonly string[] = [ERROR_NAMES.leaseLost, ERROR_NAMES.leaseFreed];
      const record = notOurs.includes(nameOf(error)) ? await incidents.find(incident) : undefined;
      if (record === undefined || record.status === 'open') throw error;
      return true;
    }
  }

  async function concludeStoodDown(handle: IncidentHandle, reason: string): Promise<void> {
    const at = iso(clock.now());
    const note = { at, what: 'note', text: `Stood down: ${reason}` } as const;
    await incidents.note(handle, [note], { status: STATUS.stoodDown, reason, closedAt: at });
    await leases.release(handle.targetId, handle.executionArn, {});
  }

  async function concludeShadowed(handle: IncidentHandle, reason: string): Promise<void> {
    const { targetId, incidentId, executionArn } = handle;
    const note = { at: iso(clock.now()), what: 'note', text: 'Watched in shadow until its signals are OK.' } as const;
    await incidents.note(handle, [note], { status: STATUS.shadowed, reason });
    const record = await incidents.find(handle);
    if (record !== undefined) await notify(shadowNotification(environment, record));
    await leases.release(targetId, executionArn, { shadowing: incidentId });
  }

  /** What was proven stays; every other version that was involved is quarantined. */
  async function concludeHealed(handle: IncidentHandle, policy: Policy): Promise<void> {
    const { targetId, incidentId, executionArn } = handle;
    const now = clock.now();
    const { tried = [], toVersion: proven } = (await incidents.find(handle)) ?? {};
    const failed = tried.filter((version) => version !== proven);
    for (const version of failed) {
      await ledger.quarantine(targetId, { state: 'Quarantined', version, quarantinedAt: now, incidentId });
    }
    if (proven !== undefined) {
      await ledger.insert(targetId, { state: 'Baking', version: proven, since: now, seenAt: now });
    }
    const text = `Mitigated; quarantined: ${failed.join(', ')}.`;
    await incidents.note(handle, [{ at: iso(now), what: 'note', text }], { status: STATUS.healed, acting: undefined });
    const record = await incidents.find(handle);
    if (record !== undefined) await notify(healedNotification(environment, record));
    measure(record);
    await leases.release(targetId, executionArn, { cooldownUntil: now + policy.budget.cooldownSeconds * 1000 });
  }

  /** After a relapse the stages are no stretch of time any more, so only a straight heal is timed. */
  function measure(record: Incident | undefined): void {
    count('heals');
    if (record === undefined || (record.relapses ?? 0) > 0) return;
    const times = stages({
      alarmAt: parseTime(record.alarmAt),
      decidedAt: parseTime(record.decidedAt),
      actedAt: parseTime(record.actedAt),
      provenAt: parseTime(record.provenAt),
    });
    for (const stage of ['decideSeconds', 'actSeconds', 'proveSeconds', 'timeToHealSeconds'] as const) {
      const seconds = times[stage];
      if (seconds !== undefined) count(stage, seconds);
    }
  }
}

export const handler = onAws<ConcludeInput, ConcludeOutput>((environment) =>
  makeHandler(
    {
      table: dynamoTable(environment.tableName),
      policies: policyParameters(environment.policyPath),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('conclude'),
      count: countMetrics(environment.environment),
    },
    environment.environment,
  ),
);
