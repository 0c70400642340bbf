import type { Lease } from './lease';
import type { Mode } from './mode';
import { type Asker, mayOpen, type Ring } from './open';

/** What one patrol sees of a target. Times are epoch milliseconds. */
export interface Sweep {
  readonly lease: Lease;
  /** The incident that the lease names: the open one, or else the last. Undefined when there is none on record. */
  readonly incident: LastIncident | undefined;
  /** Of the execution that holds the lease, or else of the one that the open incident names. */
  readonly execution: ExecutionState;
  /** Signals that are in ALARM. */
  readonly rings: readonly StandingRing[];
  /** The live version's injected fault, when its time is up. */
  readonly faultEnd: StandingRing | undefined;
  /** The incident that is open, whoever works on it, as something that calls for a heal. */
  readonly unfinished: StandingRing | undefined;
  /** How long a mitigated incident is watched; see `watchSeconds`. */
  readonly watchSeconds: number;
}

export interface LastIncident {
  readonly incidentId: string;
  readonly status: 'open' | 'mitigated' | 'resolved' | 'escalated' | 'stoodDown' | 'shadow';
  readonly successions: number;
  readonly provenAt: number | undefined;
  /** When it was escalated without anybody having been told so; undefined when they were, or it was not. */
  readonly untoldSince: number | undefined;
  /** Whether the alias is as the incident left it. */
  readonly aliasUnchanged: boolean;
}

export interface StandingRing extends Ring {
  /** Since when the alarm is in ALARM. */
  readonly stateAt: number;
}

/** `ending`: has ended, but a function that it had called may still be at work. */
export type ExecutionState = 'none' | 'running' | 'ending' | 'ended';

export type SweepDecision =
  | { readonly kind: 'nothing'; readonly reason: string }
  | {
      readonly kind: 'startHeal';
      readonly ring: StandingRing;
      /** The lease is a dead execution's, and has to be let run out first. */
      readonly succeeds: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'escalateOrphan'; readonly incidentId: string; readonly reason: string }
  | { readonly kind: 'freeLease'; readonly incident: LastIncident; readonly reason: string }
  | { readonly kind: 'reportHeld'; readonly incidentId: string; readonly reason: string }
  | { readonly kind: 'tellAgain'; readonly incidentId: string; readonly reason: string }
  | {
      readonly kind: 'score';
      readonly incidentId: string;
      /** False when the shadow ends before the signals are OK: then there is nothing to compare yet. */
      readonly recovered: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'resolve'; readonly incidentId: string; readonly provenAt: number; readonly reason: string };

/** Whether carrying it out leaves the target's records otherwise than they were read. */
export const changesTarget = ({ kind }: SweepDecision): boolean => kind !== 'nothing' && kind !== 'reportHeld';

/** An alarm's own event arrives within seconds. It goes first: two heals that start together only crowd the record. */
export const EVENT_SECONDS = 30;

/** Longer than the longest time limit of a function that an execution calls (a minute): nothing of it is left then. */
export const ENDING_SECONDS = 60;

/** A heal that dies again and again, before it has tried anything that counts as an attempt, is one for a person. */
export const MAX_SUCCESSIONS = 2;

/**
 * What the patrol does about a target beside looking at its version: the level trigger. Whether a signal may start a
 * heal is judged by the same rules as when an event announces it.
 * @param mode the one that counts now
 * @param now epoch milliseconds
 */
export function sweep(sight: Sweep, mode: Mode, now: number): SweepDecision {
  const { lease, incident, execution } = sight;
  if (lease.holder !== undefined) return ofHeld(sight, mode, now);
  if (lease.awaiting !== undefined) {
    const { incidentId } = lease.awaiting;
    if (execution !== 'ended') return nothing(`Incident ${incidentId} waits for a person's approval.`);
    return orphan(incidentId, 'the execution that waited for its approval has ended');
  }
  if (lease.heldBy !== undefined) {
    const { heldBy: incidentId } = lease;
    if (incident?.untoldSince !== undefined && now - incident.untoldSince >= ENDING_SECONDS * 1000) {
      return { kind: 'tellAgain', incidentId, reason: `Incident ${incidentId} was escalated, and nobody was told.` };
    }
    return {
      kind: 'reportHeld',
      incidentId,
      reason: `Incident ${incidentId} was escalated; the target is held until it is resumed.`,
    };
  }
  if (incident?.status === 'open') {
    if (execution !== 'ended') return nothing(`Incident ${incident.incidentId} is being closed.`);
    return orphan(incident.incidentId, 'its lease was taken away, and its execution has ended');
  }
  if (lease.shadowing !== undefined) return ofShadow(sight, lease.shadowing, mode);
  return start(sight, lease, mode, now) ?? resolution(sight, now) ?? nothing(whyNot(sight, mode, now));
}

/** Somebody holds the lease: is anybody behind it? */
function ofHeld(sight: Sweep, mode: Mode, now: number): SweepDecision {
  const { lease, incident, execution } = sight;
  if (execution !== 'ended') {
    const expired = (lease.expiresAt ?? 0) <= now;
    const successor = expired && execution === 'running' ? start(sight, lease, mode, now) : undefined;
    return successor ?? nothing(`A heal of this target is ${execution === 'running' ? 'under way' : 'ending'}.`);
  }
  if (incident !== undefined && incident.status !== 'open') {
    return {
      kind: 'freeLease',
      incident,
      reason: `Incident ${incident.incidentId} is closed, but its heal ended before it gave the lease back.`,
    };
  }
  const successions = incident?.successions ?? 0;
  if (successions < MAX_SUCCESSIONS) {
    const successor = start(sight, { ...lease, expiresAt: now }, mode, now);
    if (successor !== undefined) return successor;
    // Its event finds the dead heal's lease and stands down; the next patrol starts the successor.
    const fresh = dueIn(sight).find((ring) => !isDue(ring, now));
    if (fresh !== undefined) return nothing(`Alarm ${fresh.alarmName} has just gone to ALARM; its event goes first.`);
    // Nothing need ring for it: a rollback that works silences the alarms before it is proven.
    const finisher = startFor(sight.unfinished, sight, { ...lease, expiresAt: now }, mode, now);
    if (finisher !== undefined) return finisher;
  }
  const why =
    successions < MAX_SUCCESSIONS
      ? `and no other goes on with it: ${whyNotUnfinished(sight, mode, now)}`
      : `and so did ${successions} before it`;
  return orphan(lease.incidentId ?? 'unknown', `its execution ended without a verdict, ${why}`);
}

function ofShadow(sight: Sweep, incidentId: string, mode: Mode): SweepDecision {
  const names = dueIn(sight).map(({ alarmName }) => alarmName);
  const watched = `Incident ${incidentId} was watched in shadow`;
  if (names.length === 0) {
    return { kind: 'score', incidentId, recovered: true, reason: `${watched}; its signals are OK again.` };
  }
  // Whoever arms the target in the middle of it wants it healed: without its shadow, the next patrol does.
  if (mode === 'armed' || mode === 'approve') {
    return { kind: 'score', incidentId, recovered: false, reason: `${watched}; the mode is ${mode} now.` };
  }
  return nothing(`Incident ${incidentId} is watched in shadow: ${names.join(', ')} in ALARM.`);
}

/** All that a heal may be started for. */
const dueIn = ({ rings, faultEnd }: Sweep): readonly StandingRing[] => [
  ...rings,
  ...(faultEnd === undefined ? [] : [faultEnd]),
];

function start(sight: Sweep, lease: Lease, mode: Mode, now: number): SweepDecision | undefined {
  for (const ring of dueIn(sight)) {
    const decision = isDue(ring, now) ? startFor(ring, sight, lease, mode, now) : undefined;
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function startFor(
  ring: StandingRing | undefined,
  sight: Sweep,
  lease: Lease,
  mode: Mode,
  now: number,
): SweepDecision | undefined {
  if (ring === undefined) return undefined;
  const { kind, reason } = mayOpen(lease, ring, askerOf(sight, mode, now));
  return kind === 'open' ? { kind: 'startHeal', ring, succeeds: lease.holder !== undefined, reason } : undefined;
}

/** Closes what was mitigated, once the signals agree. */
function resolution({ incident, rings, watchSeconds }: Sweep, now: number): SweepDecision | undefined {
  if (incident?.status !== 'mitigated' || incident.provenAt === undefined || rings.length > 0) return undefined;
  const { incidentId, provenAt } = incident;
  const watched = Math.floor((now - provenAt) / 1000);
  if (watched < watchSeconds) return undefined;
  return { kind: 'resolve', incidentId, provenAt, reason: `No signal is in ALARM ${watched} s after the proof` };
}

const isDue = ({ stateAt }: StandingRing, now: number): boolean => now - stateAt >= EVENT_SECONDS * 1000;

/** The patrol never holds a lease itself. */
const askerOf = ({ incident, watchSeconds }: Sweep, mode: Mode, now: number): Asker => ({
  holder: 'patrol',
  mode,
  now,
  watched: watchedIncident(incident, watchSeconds, now),
});

/** The incident that a new ring would re-open: mitigated not long ago, and nobody has moved the alias since. */
export function watchedIncident(
  incident: Pick<LastIncident, 'incidentId' | 'status' | 'provenAt' | 'aliasUnchanged'> | undefined,
  watchSeconds: number,
  now: number,
): Asker['watched'] {
  if (incident?.status !== 'mitigated' || incident.provenAt === undefined || !incident.aliasUnchanged) return undefined;
  if (now - incident.provenAt >= watchSeconds * 1000) return undefined;
  return { incidentId: incident.incidentId, provenAt: incident.provenAt };
}

const orphan = (incidentId: string, why: string): SweepDecision => ({
  kind: 'escalateOrphan',
  incidentId,
  reason: `Incident ${incidentId} is open, but ${why}`.replace(/\.?$/, '.'),
});

const nothing = (reason: string): SweepDecision => ({ kind: 'nothing', reason });

function whyNot(sight: Sweep, mode: Mode, now: number): string {
  const [ring] = dueIn(sight);
  if (ring === undefined) return 'No signal is in ALARM.';
  if (!isDue(ring, now)) return `Alarm ${ring.alarmName} has just gone to ALARM; its event goes first.`;
  return mayOpen(sight.lease, ring, askerOf(sight, mode, now)).reason;
}

function whyNotUnfinished(sight: Sweep, mode: Mode, now: number): string {
  if (sight.unfinished === undefined) return 'it is not on record.';
  return mayOpen({ ...sight.lease, expiresAt: now }, sight.unfinished, askerOf(sight, mode, now)).reason;
}
