import type { Lease } from './lease';
import type { Mode } from './mode';

/** One alarm's change to ALARM, or its staying there, with what is known of it now. Times are epoch milliseconds. */
export interface Ring {
  /** `alarmArn#stateTimestamp`; a ring that the patrol found adds when. */
  readonly key: string;
  /**
   * CloudWatch tells of changes only; what stays in ALARM, a fault whose time is up, and an incident that a dead heal has
   * left open while nothing rings any more, are found by the patrol.
   */
  readonly foundBy: 'event' | 'patrol' | 'faultEnd' | 'unfinished';
  readonly alarmName: string;
  /** The id its incident would have. */
  readonly incidentId: string;
  /** Start of the newest breaching datapoint; undefined when the event does not tell. */
  readonly newestBreachAt: number | undefined;
  readonly stateNow: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly actionsEnabled: boolean;
}

/** Who asks to open an incident, and what is known beside the lease. */
export interface Asker {
  /** ARN of the execution; the patrol asks without holding anything. */
  readonly holder: string;
  /** The one that counts now. */
  readonly mode: Mode;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The mitigated incident that is still watched, if the alias is as that incident left it. */
  readonly watched: { readonly incidentId: string; readonly provenAt: number } | undefined;
}

export type Opening =
  | {
      readonly kind: 'open';
      /** new: an incident of its own. retry: already ours. answered: goes on after a person's answer. */
      readonly how: 'new' | 'retry' | 'answered' | 'relapse' | 'succession';
      readonly incidentId: string;
      readonly reason: string;
    }
  | StandDown;

export interface StandDown {
  readonly kind: 'standDown';
  readonly cause:
    | 'paused'
    | 'duplicate'
    | 'muted'
    | 'recovered'
    | 'leased'
    | 'awaiting'
    | 'shadowed'
    | 'echo'
    | 'held'
    | 'cooldown';
  readonly reason: string;
  /** The incident this signal belongs to, when there is one; else it gets a record of its own. */
  readonly incidentId?: string;
}

/** Whether a signal may open an incident, or goes on an existing one, or is only recorded. */
export function mayOpen(lease: Lease, ring: Ring, { holder, mode, now, watched }: Asker): Opening {
  const standDown = (cause: StandDown['cause'], reason: string, joins?: string): StandDown => ({
    kind: 'standDown',
    cause,
    reason,
    ...(joins === undefined ? {} : { incidentId: joins }),
  });

  if (lease.holder === holder && lease.incidentId !== undefined) {
    return { kind: 'open', how: 'retry', incidentId: lease.incidentId, reason: 'The lease is already ours.' };
  }
  if (lease.awaiting?.executionArn === holder) {
    const { incidentId } = lease.awaiting;
    return { kind: 'open', how: 'answered', incidentId, reason: 'The wait for an approval is over.' };
  }
  if (lease.seen.includes(ring.key)) {
    return standDown('duplicate', `Signal ${ring.key} was already dealt with.`, lease.incidentId);
  }
  if (mode === 'paused') return standDown('paused', 'Healing of this target is paused.');
  if (!ring.actionsEnabled) return standDown('muted', `Actions of alarm ${ring.alarmName} are disabled.`);
  if (ring.stateNow === 'OK') return standDown('recovered', `Alarm ${ring.alarmName} is OK again.`);
  if (lease.holder !== undefined && (lease.expiresAt ?? 0) > now) {
    const left = seconds((lease.expiresAt ?? 0) - now);
    return standDown(
      'leased',
      `Another heal of this target is under way; its lease lasts ${left} s more.`,
      lease.incidentId,
    );
  }
  if (lease.awaiting !== undefined) {
    const { incidentId } = lease.awaiting;
    return standDown('awaiting', `Incident ${incidentId} waits for a person's approval.`, incidentId);
  }
  if (lease.heldBy !== undefined) {
    const reason = `Incident ${lease.heldBy} was escalated; the target is held until it is resumed.`;
    return standDown('held', reason, lease.incidentId);
  }
  if (lease.shadowing !== undefined) {
    const reason = `Incident ${lease.shadowing} is watched in shadow until its signals are OK.`;
    return standDown('shadowed', reason, lease.shadowing);
  }
  // Before echo and cooldown: what an earlier healer has begun is finished, whatever the ring is about.
  if (lease.holder !== undefined && lease.incidentId !== undefined) {
    const reason = 'The last healer let its lease expire; its incident goes on.';
    return { kind: 'open', how: 'succession', incidentId: lease.incidentId, reason };
  }
  if (ring.foundBy === 'unfinished') {
    return standDown('recovered', 'What a dead heal had left open is closed by now.', lease.incidentId);
  }
  if (
    ring.newestBreachAt !== undefined &&
    lease.lastActionAt !== undefined &&
    ring.newestBreachAt < lease.lastActionAt
  ) {
    const age = seconds(lease.lastActionAt - ring.newestBreachAt);
    return standDown(
      'echo',
      `Echo: the newest breaching data began ${age} s before the last action.`,
      lease.incidentId,
    );
  }
  if (watched !== undefined) {
    const after = seconds(now - watched.provenAt);
    const reason = `Relapse: alarm ${ring.alarmName} rings ${after} s after the recovery was proven.`;
    return { kind: 'open', how: 'relapse', incidentId: watched.incidentId, reason };
  }
  if (lease.cooldownUntil !== undefined && lease.cooldownUntil > now) {
    const left = seconds(lease.cooldownUntil - now);
    return standDown('cooldown', `The target cools down for ${left} s more after its last incident.`, lease.incidentId);
  }
  return { kind: 'open', how: 'new', incidentId: ring.incidentId, reason: openedBy(ring) };
}

function openedBy({ foundBy, alarmName }: Ring): string {
  switch (foundBy) {
    case 'event':
      return `Alarm ${alarmName} went to ALARM.`;
    case 'patrol':
      return `Alarm ${alarmName} is in ALARM without a heal, as the patrol found.`;
    case 'faultEnd':
      return 'The time of an injected fault is up, as the patrol found.';
    case 'unfinished':
      return 'A heal has died and left its incident open, as the patrol found.';
    default:
      return foundBy satisfies never;
  }
}

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
