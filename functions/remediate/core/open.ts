import type { Lease } from './lease';

/** One alarm's change to ALARM, or its staying there, with what is known of it now. Times are epoch milliseconds. */
export interface Ring {
  /** `alarmArn#stateTimestamp`; a ring that the patrol found adds when. */
  readonly key: string;
  /** CloudWatch tells of changes only; an alarm that stays in ALARM is found by the patrol. */
  readonly foundBy: 'event' | 'patrol';
  readonly alarmName: string;
  /** The id its incident would have. */
  readonly incidentId: string;
  /** Start of the newest breaching datapoint; undefined when the event does not tell. */
  readonly newestBreachAt: number | undefined;
  readonly stateNow: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly actionsEnabled: boolean;
}

export type Opening = { readonly kind: 'open'; readonly incidentId: string; readonly reason: string } | StandDown;

export interface StandDown {
  readonly kind: 'standDown';
  readonly cause: 'paused' | 'duplicate' | 'muted' | 'recovered' | 'leased' | 'echo' | 'held' | 'cooldown';
  readonly reason: string;
  /** The incident this signal belongs to, when there is one; else it gets a record of its own. */
  readonly incidentId?: string;
}

/** Whether a signal may open an incident, or goes on an existing one, or is only recorded. */
export function mayOpen(
  lease: Lease,
  ring: Ring,
  asker: { readonly holder: string; readonly mode: 'armed' | 'paused'; readonly now: number },
): Opening {
  const { holder, mode, now } = asker;
  const existing = lease.incidentId === undefined ? {} : { incidentId: lease.incidentId };
  const standDown = (cause: StandDown['cause'], reason: string, onExisting = false): StandDown => ({
    kind: 'standDown',
    cause,
    reason,
    ...(onExisting ? existing : {}),
  });

  if (lease.holder === holder && lease.incidentId !== undefined) {
    return { kind: 'open', incidentId: lease.incidentId, reason: 'The lease is already ours.' };
  }
  if (lease.seen.includes(ring.key)) return standDown('duplicate', `Signal ${ring.key} was already dealt with.`, true);
  if (mode === 'paused') return standDown('paused', 'Healing of this target is paused by its policy.');
  if (!ring.actionsEnabled) return standDown('muted', `Actions of alarm ${ring.alarmName} are disabled.`);
  if (ring.stateNow === 'OK') return standDown('recovered', `Alarm ${ring.alarmName} is OK again.`);
  if (lease.holder !== undefined && (lease.expiresAt ?? 0) > now) {
    const left = seconds((lease.expiresAt ?? 0) - now);
    return standDown('leased', `Another heal of this target is under way; its lease lasts ${left} s more.`, true);
  }
  if (lease.heldBy !== undefined) {
    return standDown('held', `Incident ${lease.heldBy} was escalated; the target is held until it is resumed.`, true);
  }
  if (
    ring.newestBreachAt !== undefined &&
    lease.lastActionAt !== undefined &&
    ring.newestBreachAt < lease.lastActionAt
  ) {
    const age = seconds(lease.lastActionAt - ring.newestBreachAt);
    return standDown('echo', `Echo: the newest breaching data began ${age} s before the last action.`, true);
  }
  if (lease.cooldownUntil !== undefined && lease.cooldownUntil > now) {
    const left = seconds(lease.cooldownUntil - now);
    return standDown('cooldown', `The target cools down for ${left} s more after its last incident.`, true);
  }
  if (lease.holder !== undefined && lease.incidentId !== undefined) {
    return {
      kind: 'open',
      incidentId: lease.incidentId,
      reason: 'The last healer let its lease expire; its incident goes on.',
    };
  }
  const how = ring.foundBy === 'event' ? 'went to ALARM' : 'is in ALARM without a heal, as the patrol found';
  return { kind: 'open', incidentId: ring.incidentId, reason: `Alarm ${ring.alarmName} ${how}.` };
}

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
