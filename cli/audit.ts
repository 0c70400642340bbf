import type { Call } from './command';
import { noteIncident, targetKey } from './records';
import { ABSENT, type HealerTable } from './table';
import { iso } from './text';

/** One command that an operator gave. */
export interface AuditEntry {
  readonly by: string;
  /** As it was typed. */
  readonly command: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Puts a command on record (pk `TARGET#<targetId>`, sk `AUDIT#<at>`): before it changes anything, so that nothing is changed
 * without a record. What came of it is on the incident's timeline.
 */
export async function audit({ healer, given }: Call, targetId: string, by: string, reason: string): Promise<void> {
  // Two commands in one millisecond are both kept.
  for (let at = healer.now(); ; at++) {
    const entry: AuditEntry = { by, command: given.line, reason, at: iso(at) };
    if (await healer.table.put(targetKey(targetId), `AUDIT#${entry.at}`, { ...entry }, ABSENT)) return;
  }
}

/** The commands of a target that changed something or tried to, newest first. */
export async function readAudit(table: HealerTable, targetId: string, limit: number): Promise<AuditEntry[]> {
  const items = await table.query(targetKey(targetId), 'AUDIT#', { limit });
  return items.map(({ by, command, reason, at }) => ({ by, command, reason, at }) as AuditEntry);
}

/** Tells the story of an incident on. One that is not on record any more has no story. */
export async function note(
  { healer, given }: Call,
  targetId: string,
  incidentId: string | undefined,
  text: string,
): Promise<void> {
  if (incidentId === undefined) return;
  const entry = { at: iso(healer.now()), what: 'note', text, command: given.line };
  await noteIncident(healer.table, targetId, incidentId, entry);
}
