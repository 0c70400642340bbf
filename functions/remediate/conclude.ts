import type { Policy } from '../contract';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { ERROR_NAMES } from './core/error-names';
import { nameOf } from './errors';
import { type Incident, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { ledgerRecords } from './ledger-record';
import { healedNotification } from './notifications';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { iso } from './time';

export interface ConcludeInput {
  readonly incident: IncidentHandle;
  readonly outcome: 'healed' | 'stoodDown';
  /** The last verdict's reason, or the decision's. */
  readonly reason: string;
}

export interface ConcludeOutput {
  readonly status: Incident['status'];
  readonly reason: string;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'notify' | 'clock' | 'log' | 'count'>;

/** Closes an incident that needs no person: puts it on record, tells people, and gives the lease back last. */
export function makeHandler({ table, policies, notify, clock, log, count }: Deps, environment: string) {
  const leases = leaseRecords(table);
  const incidents = incidentRecords(table);
  const ledger = ledgerRecords(table);

  return async ({ incident, outcome, reason }: ConcludeInput): Promise<ConcludeOutput> => {
    const status = outcome === 'healed' ? 'mitigated' : 'stoodDown';
    if (await concludedBefore(incident)) return { status, reason };
    const policy = await policies.find(incident.targetId);
    if (outcome === 'healed') {
      await concludeHealed(incident, policy);
    } else {
      const at = iso(clock.now());
      const note = { at, what: 'note', text: `Stood down: ${reason}` } as const;
      await incidents.note(incident, [note], { status, reason, closedAt: at });
      await leases.release(incident.targetId, incident.executionArn, {});
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

  async function concludeHealed(handle: IncidentHandle, policy: Policy): Promise<void> {
    const { targetId, incidentId, executionArn } = handle;
    const now = clock.now();
    const tried = await incidents.find(handle);
    const failed = (tried?.tried ?? []).filter((version) => version !== tried?.toVersion);
    for (const version of failed) {
      await ledger.quarantine(targetId, { state: 'Quarantined', version, quarantinedAt: now, incidentId });
    }
    if (tried?.toVersion !== undefined) {
      await ledger.insert(targetId, { state: 'Baking', version: tried.toVersion, since: now, seenAt: now });
    }
    const text = `Mitigated; quarantined: ${failed.join(', ')}.`;
    await incidents.note(handle, [{ at: iso(now), what: 'note', text }], { status: 'mitigated' });
    const record = await incidents.find(handle);
    if (record !== undefined) await notify(healedNotification(environment, record));
    count('heals');
    await leases.release(targetId, executionArn, { cooldownUntil: now + policy.budget.cooldownSeconds * 1000 });
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
