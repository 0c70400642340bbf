import type { IncidentRecord } from '../../../cli/records';
import type { Lease } from '../../../functions/remediate/core/lease';
import { NO_LEASE } from '../../../functions/remediate/core/lease';
import type { LedgerEntry } from '../../../functions/remediate/core/ledger';
import { type Incident, incidentRecords } from '../../../functions/remediate/incident';
import { leaseRecords } from '../../../functions/remediate/lease-record';
import { ledgerRecords } from '../../../functions/remediate/ledger-record';
import { orderRecords } from '../../../functions/remediate/order-record';
import type { Table } from '../../../functions/remediate/ports';

export const INCIDENT_ID = '20260101T000000000Z-a';

/** Version 2 was live and failed; the healer went back to version 1. */
export const HEALED: Incident = {
  targetId: 'api',
  incidentId: INCIDENT_ID,
  status: 'mitigated',
  reason: 'Roll back from version 2 to 1, which was attested on 40 requests.',
  alarmAt: '2026-01-01T00:00:00.000Z',
  openedAt: '2026-01-01T00:00:00.500Z',
  decidedAt: '2026-01-01T00:00:01.200Z',
  actedAt: '2026-01-01T00:00:03.500Z',
  provenAt: '2026-01-01T00:00:07.600Z',
  closedAt: '2026-01-01T00:00:07.600Z',
  remedy: 'roll back',
  fromVersion: '2',
  toVersion: '1',
  verdict: 'Healed',
  attempts: 1,
  before: { version: '2', weights: {} },
  tried: ['2', '1'],
  signals: ['api-faults'],
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Heal:one',
  runbookUrl: 'https://runbooks.example/fault-ratio.md',
  timeline: [
    { at: '2026-01-01T00:00:00.500Z', what: 'signal', text: 'Alarm api-faults went to ALARM.' },
    { at: '2026-01-01T00:00:01.200Z', what: 'decision', text: 'Roll back from version 2 to 1.' },
    {
      at: '2026-01-01T00:00:03.500Z',
      what: 'action',
      text: 'Moved alias live.',
      before: { version: '2', weights: {}, revisionId: 'a' },
      after: { version: '1', weights: {}, revisionId: 'b' },
    },
    { at: '2026-01-01T00:00:07.600Z', what: 'verdict', text: 'Healed: 22 of 22 probes.' },
  ],
};

/** What the healer writes the operator reads: a field that one of them renames is an error of types here. */
export const asRead: IncidentRecord = HEALED;

/** The healer's own way of reading and writing its records. */
export function healerRecords(table: Table) {
  const leases = leaseRecords(table);
  const ledger = ledgerRecords(table);
  const incidents = incidentRecords(table);
  return {
    incident: (incident: Partial<Incident> = {}) => incidents.insert({ ...HEALED, ...incident }),
    /** An incident in which no traffic was moved. */
    unmoved(incident: Partial<Incident> = {}) {
      const { before: _, ...unmoved } = HEALED;
      return incidents.insert({ ...unmoved, ...incident });
    },
    story: async () => (await incidents.find(HEALED))?.timeline.map(({ text }) => text) ?? [],
    enter: (entry: LedgerEntry, targetId = 'api') => ledger.insert(targetId, entry),
    version: (version: string) => ledger.find('api', version),
    async lease(changes: Partial<Lease>, targetId = 'api'): Promise<void> {
      const before = await leases.read(targetId);
      await leases.swap(targetId, before.revision === 0 ? NO_LEASE : before, changes);
    },
    readLease: (targetId = 'api') => leases.read(targetId),
    order: (targetId = 'api') => orderRecords(table).find(targetId),
    audit: async (targetId = 'api') =>
      (await table.query(`TARGET#${targetId}`, 'AUDIT#')).map(({ pk: _, sk: __, at: ___, ...entry }) => entry),
  };
}
