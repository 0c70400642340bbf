import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { exists, type HealerTable, healerTable, type Item } from './table';

/** Where the records of one target are. */
export interface RecordsOf {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly targetId: string;
}

/** What a person wants to know of an incident; functions/remediate/incident.ts says more. All times are ISO 8601. */
export interface IncidentRecord {
  readonly targetId: string;
  readonly incidentId: string;
  /** open, mitigated, resolved, escalated, stoodDown or shadow. */
  readonly status: string;
  readonly reason: string;
  readonly alarmAt?: string;
  readonly openedAt: string;
  readonly decidedAt?: string;
  readonly actedAt?: string;
  readonly provenAt?: string;
  readonly closedAt?: string;
  readonly remedy?: string;
  readonly verdict?: string;
  readonly fromVersion?: string;
  readonly toVersion?: string;
  readonly attempts: number;
  readonly signals: readonly string[];
  /** The alias before the first action. */
  readonly before?: AliasBefore;
  readonly relapses?: number;
  /** The open question to a person. */
  readonly question?: {
    readonly taskToken: string;
    readonly askedAt: string;
    readonly deadline: string;
    readonly remedy: RemedyRecord;
  };
  readonly approval?: { readonly answer: string; readonly by: string; readonly note: string };
  /** In mode shadow: what would have been done, and how that compares with what then happened. */
  readonly would?: { readonly kind: string; readonly fromVersion?: string; readonly toVersion?: string };
  readonly score?: string;
  readonly resolvedBy?: string;
  readonly executionArn: string;
  readonly runbookUrl?: string;
  readonly timeline: readonly TimelineEntry[];
}

export interface AliasBefore {
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
}

export interface RemedyRecord {
  readonly kind: string;
  readonly fromVersion: string;
  readonly toVersion: string | null;
}

/** One line of an incident's story. */
export interface TimelineEntry {
  /** ISO 8601. */
  readonly at: string;
  /** signal, evidence, decision, action, verdict or note. */
  readonly what: string;
  readonly text: string;
  readonly [detail: string]: unknown;
}

export const targetKey = (targetId: string): string => `TARGET#${targetId}`;
const incidentKey = (incidentId: string): string => `INCIDENT#${incidentId}`;

/** What was decided last, in the decision's own words. */
export function lastDecision({ timeline }: IncidentRecord): string | undefined {
  return timeline.filter(({ what }) => what === 'decision').at(-1)?.text;
}

/** The incidents of a target, newest first. */
export const readIncidents = ({ dynamodb, tableName, targetId }: RecordsOf): Promise<IncidentRecord[]> =>
  newestIncidents(healerTable(dynamodb, tableName), targetId);

/** What the ledger says of a version; undefined before the patrol has seen it. */
export async function readLedger(
  { dynamodb, tableName, targetId }: RecordsOf,
  version: string,
): Promise<string | undefined> {
  const item = await healerTable(dynamodb, tableName).get(targetKey(targetId), `VERSION#${version}`);
  return item?.state as string | undefined;
}

/** Up to `limit` incidents, newest first: their ids sort by time. */
export async function newestIncidents(table: HealerTable, targetId: string, limit?: number): Promise<IncidentRecord[]> {
  const items = await table.query(targetKey(targetId), incidentKey(''), limit === undefined ? {} : { limit });
  return items.map(incident);
}

export async function findIncident(
  table: HealerTable,
  targetId: string,
  incidentId: string,
): Promise<IncidentRecord | undefined> {
  const item = await table.get(targetKey(targetId), incidentKey(incidentId));
  return item && incident(item);
}

/** Adds a line to an incident's story. @returns false when there is no such incident on record */
export const noteIncident = (
  table: HealerTable,
  targetId: string,
  incidentId: string,
  entry: TimelineEntry,
): Promise<boolean> =>
  table.update(targetKey(targetId), incidentKey(incidentId), {
    append: { timeline: [entry] },
    where: exists(targetKey(targetId)),
  });

/** For the eyes of others: whoever has the token can answer in the operator's name. */
export function withoutToken({ question, ...fields }: IncidentRecord): ShownIncident {
  if (question === undefined) return fields;
  const { taskToken: _, ...shown } = question;
  return { ...fields, question: shown };
}

export interface ShownIncident extends Omit<IncidentRecord, 'question'> {
  readonly question?: Omit<NonNullable<IncidentRecord['question']>, 'taskToken'>;
}

/** Stands for what a record should have and has not, so that one of them does not hide all others. */
const BLANK = {
  targetId: '',
  incidentId: '',
  status: '',
  reason: '',
  openedAt: '',
  attempts: 0,
  signals: [],
  executionArn: '',
  timeline: [],
} satisfies IncidentRecord;

const incident = ({ pk: _pk, sk: _sk, ...fields }: Item): IncidentRecord => ({ ...BLANK, ...fields });
