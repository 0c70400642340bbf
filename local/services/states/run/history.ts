import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../../../kernel/clock';
import { StateFailure } from './failure';

/** Events that a Standard execution may have. */
const MOST_EVENTS = 25_000;

export type EventDetails = Omit<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>;

/** AWS says of every value whether it had to be cut. Ours never are. */
export const WHOLE = { truncated: false } as const;

/** Records what an execution does. */
export class History {
  /** Empty for Express executions, whose events only go to their log. */
  readonly events: HistoryEvent[] = [];
  private count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly keep: boolean,
    private readonly onEvent: (event: HistoryEvent) => void,
  ) {}

  /** @returns the event's id. */
  add(type: HistoryEventType, previousEventId: number, details: EventDetails = {}): number {
    if (this.keep && this.count >= MOST_EVENTS - 1 && !type.startsWith('Execution')) {
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
      );
    }
    this.count += 1;
    const event: HistoryEvent = {
      timestamp: new Date(this.clock.now()),
      type,
      id: this.count,
      previousEventId,
      ...details,
    };
    if (this.keep) this.events.push(event);
    this.onEvent(event);
    return this.count;
  }
}

/** One line of events: the machine's own, or that of a branch or an iteration. */
export interface Thread {
  /** Id of the event that the next one follows; 0 before the first. */
  last: number;
  /** The state that the thread is in. */
  current: { readonly type: string } | undefined;
  /** Threads still going on inside the current state, a Map or a Parallel. */
  openInner: (() => readonly Thread[]) | undefined;
}

export function newThread(last: number): Thread {
  return { last, current: undefined, openInner: undefined };
}
