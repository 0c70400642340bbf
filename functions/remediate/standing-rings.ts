import type { Policy } from '../policy';
import { isOutOfDate, type LiveSince } from './core/echo';
import type { Lease } from './core/lease';
import type { StandingRing } from './core/sweep';
import { alarmView } from './core/watch';
import type { EndedFault } from './fault-end';
import type { Incident } from './incident';
import type { AlarmState } from './ports';
import {
  FAULT_END_NAME,
  FAULT_ENDED,
  HEAL_UNFINISHED,
  incidentIdOf,
  newestBreachAt,
  parseHealInput,
  ringKey,
  UNFINISHED_NAME,
} from './signal-event';
import { iso } from './time';

/** What calls for a heal: how the rules for opening an incident see it, and what a heal would get as its input. */
export interface Standing {
  readonly ring: StandingRing;
  readonly input: unknown;
}

/** An alarm that is in ALARM. Its input is the event that CloudWatch sent, or would have: with the time and mark of this patrol. */
export function standingAlarm(
  { targetId }: Policy,
  alarm: AlarmState,
  last: {
    readonly lease: Lease;
    readonly incident: Incident | undefined;
    readonly liveVersion: string | undefined;
    readonly live: LiveSince;
  },
  now: number,
): Standing {
  const outOfDate = isOutOfDate(last.lease, last.incident, last.liveVersion, alarmView(alarm), last.live, now);
  const event = {
    'detail-type': 'CloudWatch Alarm State Change',
    time: iso(now),
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      patrol: true,
      state: {
        value: 'ALARM',
        reason: alarm.reason,
        timestamp: iso(alarm.stateAt),
        ...(alarm.reasonData === undefined || outOfDate ? {} : { reasonData: alarm.reasonData }),
      },
    },
  };
  return standing({ targetId, event }, alarm.actionsEnabled, alarm.comparison);
}

/** An injected fault whose time is up. It cannot be muted, and needs no alarm. */
export function standingFault(
  { targetId, functionName }: Policy,
  { version, endedAt }: EndedFault,
  now: number,
): Standing {
  const event = {
    'detail-type': FAULT_ENDED,
    time: iso(now),
    resources: [`${FAULT_END_NAME}:${functionName}:${version}`],
    detail: { patrol: true, version, until: iso(endedAt) },
  };
  return standing({ targetId, event }, true, undefined);
}

/**
 * An open incident that a dead heal has left, whether or not anything rings.
 * @param incident a heal that died in the middle of writing it may not have written when it opened it
 */
export function standingUnfinished(
  { targetId }: Policy,
  { incidentId, openedAt }: Pick<Incident, 'incidentId'> & Partial<Pick<Incident, 'openedAt'>>,
  now: number,
): Standing {
  const event = {
    'detail-type': HEAL_UNFINISHED,
    time: iso(now),
    resources: [`${UNFINISHED_NAME}:${incidentId}`],
    detail: { patrol: true, incidentId, openedAt: openedAt ?? iso(now) },
  };
  return standing({ targetId, event }, true, undefined);
}

/** As the heal will read it, so that both speak of the same ring. */
function standing(input: unknown, actionsEnabled: boolean, comparison: string | undefined): Standing {
  const { signal } = parseHealInput(input);
  return {
    input,
    ring: {
      key: ringKey(signal),
      foundBy: signal.foundBy,
      alarmName: signal.alarmName,
      incidentId: incidentIdOf(signal),
      newestBreachAt: newestBreachAt(signal, comparison),
      stateNow: 'ALARM',
      actionsEnabled,
      stateAt: signal.stateAt,
    },
  };
}
