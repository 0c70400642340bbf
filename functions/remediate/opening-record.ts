import type { Opening, StandDown } from './core/open';
import { type Incident, type IncidentHandle, incidentRecords, type TimelineEntry } from './incident';
import type { Ports } from './ports';
import type { SignalEvent } from './signal-event';
import { stormRecords } from './storm-record';
import { iso } from './time';

type Deps = Pick<Ports, 'table' | 'clock' | 'count'>;

const JOIN_MILLISECONDS = 1_000;

/** The signal that is to be put on record, and what an incident of its own would say beside it. */
export interface Occasion {
  readonly targetId: string;
  readonly signal: SignalEvent;
  /** The id its own incident would have. */
  readonly incidentId: string;
  readonly executionArn: string;
  readonly runbookUrl: string;
}

/** Puts on record what came of a signal: an incident of its own, the going on of one, or that nothing is done. */
export function openingRecords({ table, clock, count }: Deps, occasion: Occasion) {
  const { targetId, signal, executionArn, runbookUrl } = occasion;
  const incidents = incidentRecords(table);
  const storms = stormRecords(table);

  return {
    /** Closes a mitigated incident whose watch ends with the opening of another one. */
    async followed(incidentId: string): Promise<void> {
      const at = iso(clock.now());
      const text = `Watched no longer: incident ${occasion.incidentId} follows, before the signals had agreed that this one is resolved.`;
      await incidents.note({ targetId, incidentId }, [{ at, what: 'note', text }], { closedAt: at });
    },

    /**
     * What is on record tells what is left to do, not how the lease was taken: a run that died in between is repeated
     * with the lease in its hands.
     */
    async opened(handle: IncidentHandle, { how, reason }: Extract<Opening, { kind: 'open' }>): Promise<void> {
      const now = clock.now();
      const found = await incidents.find(handle);
      if (found === undefined) {
        await storms.noteOpening(targetId, handle.incidentId, now);
        await incidents.insert({ ...fresh(handle.incidentId, now), status: 'open', reason, timeline: [rang(now)] });
        count('incidents');
        return;
      }
      const ours = found.executionArn === executionArn && found.status === 'open';
      if (how === 'answered' || ours) return;
      await goOn(handle, found, reason, now);
    },

    async stoodDown({ cause, reason, incidentId: joined }: StandDown): Promise<void> {
      const note = (now: number): TimelineEntry => ({
        at: iso(now),
        what: 'note',
        text: `Stood down: ${reason}`,
        cause,
      });
      if (joined !== undefined && cause === 'duplicate') {
        const known = await incidents.find({ targetId, incidentId: joined });
        if (known !== undefined) await incidents.note(known, [note(clock.now())]);
        return;
      }
      if (joined !== undefined && (await join(joined, reason))) return;
      const now = clock.now();
      await incidents.insert({
        ...fresh(occasion.incidentId, now),
        status: 'stoodDown',
        reason,
        closedAt: iso(now),
        timeline: [rang(now), note(now)],
      });
    },
  };

  /** An incident whose lease was taken a moment ago is on record a moment later. */
  async function join(incidentId: string, stoodDown: string): Promise<boolean> {
    const reference = { targetId, incidentId };
    const add = () => incidents.addSignal(reference, signal.alarmName, { ...rang(clock.now()), stoodDown });
    if (await add()) return true;
    await clock.sleep(JOIN_MILLISECONDS);
    return add();
  }

  /** A relapse, or the incident of a healer that has died. What was proven before stays on the timeline. */
  async function goOn(handle: IncidentHandle, found: Incident, reason: string, now: number): Promise<void> {
    const relapse = found.status === 'mitigated';
    const { relapses = 0, successions = 0 } = found;
    const note: TimelineEntry = {
      at: iso(now),
      what: 'note',
      text: relapse ? reason : `Another heal goes on with it: ${reason}`,
      begins: true,
    };
    await incidents.goOn(handle, signal.alarmName, [rang(now), note], {
      status: 'open',
      reason,
      executionArn,
      // A question of the heal before can be answered no more: its execution has ended.
      question: undefined,
      ...(relapse
        ? { relapses: relapses + 1, verdict: undefined, provenAt: undefined }
        : { successions: successions + 1 }),
    });
  }

  function fresh(id: string, now: number): Omit<Incident, 'status' | 'reason' | 'timeline'> {
    return {
      targetId,
      incidentId: id,
      alarmAt: iso(signal.stateAt),
      openedAt: iso(now),
      attempts: 0,
      tried: [],
      signals: [signal.alarmName],
      executionArn,
      runbookUrl,
    };
  }

  function rang(now: number): TimelineEntry {
    const { alarmArn, stateAt } = signal;
    return { at: iso(now), what: 'signal', text: describe(signal), alarmArn, alarmAt: iso(stateAt) };
  }
}

function describe({ foundBy, alarmName, stateAt, reason }: SignalEvent): string {
  switch (foundBy) {
    case 'event':
      return `Alarm ${alarmName} went to ALARM: ${reason}`;
    case 'patrol':
      return `Alarm ${alarmName} is in ALARM since ${iso(stateAt)}: ${reason}`;
    case 'faultEnd':
    case 'unfinished':
      return reason;
    default:
      return foundBy satisfies never;
  }
}
