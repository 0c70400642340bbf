import type { ApprovalEvidence, PreflightEvidence, UnjudgedAttempt } from './core/evidence';
import type { Item, Table } from './ports';

/**
 * The item that records an incident: pk `TARGET#<targetId>`, sk `INCIDENT#<incidentId>`. Ids sort by time, so the
 * latest comes first in a query of `begins_with(sk, "INCIDENT#")` with ScanIndexForward false. All times are ISO 8601
 * in UTC; the four stages of a heal are the differences of their neighbours:
 * detect (fault to alarmAt), decide (alarmAt to decidedAt), act (decidedAt to actedAt), prove (actedAt to provenAt).
 */
export interface Incident {
  readonly targetId: string;
  readonly incidentId: string;
  readonly status: IncidentStatus;
  /** Why the healer did what it did, in one sentence: the last decision's reason, or that of standing down or escalating. */
  readonly reason: string;
  /** Change of state of the alarm that opened it. */
  readonly alarmAt?: string;
  readonly openedAt: string;
  /** The last decision, action and verdict; earlier ones are on the timeline. */
  readonly decidedAt?: string;
  readonly actedAt?: string;
  readonly provenAt?: string;
  readonly closedAt?: string;
  /** When people were told that it was escalated, by a message of its own or that of a storm. */
  readonly toldAt?: string;
  readonly remedy?: 'roll back' | 'clear weights' | 'reset fault';
  readonly fromVersion?: string;
  readonly toVersion?: string;
  readonly verdict?: 'Healed' | 'NotHealed' | 'Inconclusive';
  /** Remedies tried. */
  readonly attempts: number;
  /** The attempt under way: without a verdict, or proven and not concluded yet. */
  readonly acting?: UnjudgedAttempt;
  /** Candidates that were invoked directly before they got traffic. */
  readonly preflights?: readonly PreflightEvidence[];
  /** The alias before the first action: what an undo puts back. */
  readonly before?: { readonly version: string; readonly weights: Readonly<Record<string, number>> };
  /** How often its signals rang again after the recovery was proven. */
  readonly relapses?: number;
  /** In mode `approve`: questions asked, the open one, and the last answer. */
  readonly asked?: number;
  readonly question?: Question;
  readonly approval?: ApprovalEvidence;
  /** In mode `shadow`: what the healer would have done, and how that compares with what then happened. */
  readonly would?: { readonly kind: string; readonly fromVersion?: string; readonly toVersion?: string };
  readonly score?: 'agreed' | 'differed' | 'recoveredAlone';
  /** What resolved it: requests of real traffic, or for want of them the probes alone. */
  readonly resolvedBy?: 'traffic' | 'probes';
  /** How often another heal has gone on with it, because the one before had died. */
  readonly successions?: number;
  /** Versions that remedies have moved traffic from or to. */
  readonly tried: readonly string[];
  /** Names of the alarms that rang for it. */
  readonly signals: readonly string[];
  readonly executionArn: string;
  readonly runbookUrl?: string;
  readonly timeline: readonly TimelineEntry[];
}

/**
 * open: being healed. mitigated: probes have proven the recovery. resolved: the signals agree, with traffic.
 * escalated: handed to a person. stoodDown: there was nothing to do, or it was not allowed. shadow: only watched.
 */
export type IncidentStatus = 'open' | 'mitigated' | 'resolved' | 'escalated' | 'stoodDown' | 'shadow';

/** A question to a person that waits for its answer. */
export interface Question {
  /** Step Functions gives the answer to whoever waits by it. */
  readonly taskToken: string;
  readonly askedAt: string;
  /** ISO 8601. */
  readonly deadline: string;
  readonly remedy: ApprovalEvidence['remedy'];
}

export interface TimelineEntry {
  readonly at: string;
  readonly what: 'signal' | 'evidence' | 'decision' | 'action' | 'verdict' | 'note';
  readonly text: string;
  /** The incident goes on after it as if it had just been opened: what has to be waited for is waited for anew. */
  readonly begins?: true;
  readonly [detail: string]: unknown;
}

/** Fields to set; undefined ones are removed. */
export type IncidentFields = {
  readonly [Field in Exclude<keyof Incident, 'targetId' | 'incidentId' | 'timeline' | 'signals'>]?:
    | Incident[Field]
    | undefined;
};

/** Points at an incident, and proves who may act on it. Handed from task to task by the state machine. */
export interface IncidentHandle {
  readonly targetId: string;
  readonly incidentId: string;
  readonly executionArn: string;
  readonly fencingToken: number;
}

type Reference = Pick<IncidentHandle, 'targetId' | 'incidentId'>;

/** Entries of a timeline beyond which no further signal joins: at 600 bytes each, half of the 400 KB that an item may have. */
const MOST_ENTRIES = 330;

export const targetKey = (targetId: string): string => `TARGET#${targetId}`;

export function incidentRecords(table: Table) {
  const key = ({ targetId, incidentId }: Reference) => ({ pk: targetKey(targetId), sk: `INCIDENT#${incidentId}` });
  return {
    /** @returns false when the incident is already on record, which is left as it is */
    insert: (incident: Incident): Promise<boolean> => table.insert({ ...key(incident), ...incident }),

    async find(reference: Reference): Promise<Incident | undefined> {
      const item: Item | undefined = await table.get(key(reference));
      return item as (Item & Incident) | undefined;
    },

    /** Adds to the timeline and sets fields. */
    async note(reference: Reference, entries: readonly TimelineEntry[], fields: IncidentFields = {}): Promise<void> {
      await table.update(key(reference), { set: fields, append: { timeline: entries } });
    },

    /** Goes on with an incident because a signal rang: both in one write, so that a crash leaves no half of it. */
    async goOn(
      reference: Reference,
      alarmName: string,
      entries: readonly TimelineEntry[],
      fields: IncidentFields,
    ): Promise<void> {
      await table.update(key(reference), { set: fields, append: { timeline: entries, signals: [alarmName] } });
    },

    /** Puts one more signal on an incident. @returns false when it is not on record (yet): half a record is none */
    async addSignal(reference: Reference, alarmName: string, entry: TimelineEntry): Promise<boolean> {
      const known = (await table.get(key(reference))) as Partial<Incident> | undefined;
      // An alarm that flaps over a held target for days would fill the item, and then nothing could be written any more.
      if ((known?.timeline?.length ?? 0) >= MOST_ENTRIES) return true;
      return table.update(key(reference), {
        append: { timeline: [entry], signals: [alarmName] },
        where: { incidentId: reference.incidentId },
      });
    },
  };
}

export type IncidentRecords = ReturnType<typeof incidentRecords>;
