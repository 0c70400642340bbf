/** What the order of a FIFO queue depends on. */
export interface Grouped {
  readonly group: string | undefined;
  /** ms since the epoch. */
  readonly visibleFrom: number;
}

/** How far into its messages a queue looks for groups. */
const MOST_SCANNED = 120_000;

/**
 * The groups of a FIFO queue, in the order of their turns. Recorded from AWS: a group that was given out from goes to the
 * end of the line, even when nobody kept the messages.
 */
export class MessageGroups {
  private readonly turns = new Map<string, number>();
  private last = 0;

  /** For the first message of a group; one that is there keeps its turn. */
  join(group: string): void {
    if (!this.turns.has(group)) this.toTheEnd(group);
  }

  toTheEnd(group: string): void {
    this.last += 1;
    this.turns.set(group, this.last);
  }

  /**
   * Which messages may be handed out: those of one group together and in order, up to the first that is hidden.
   * @param messages all of the queue, in the order they came
   * @param now ms since the epoch
   */
  available<M extends Grouped>(messages: readonly M[], now: number): M[] {
    const byGroup = new Map<string, M[]>();
    for (const message of messages.slice(0, MOST_SCANNED)) {
      const all = byGroup.get(groupOf(message));
      if (all === undefined) byGroup.set(groupOf(message), [message]);
      else all.push(message);
    }
    for (const group of this.turns.keys()) if (!byGroup.has(group)) this.turns.delete(group);
    return [...byGroup]
      .sort(([one], [other]) => this.turn(one) - this.turn(other))
      .flatMap(([, all]) => untilHidden(all, now));
  }

  private turn(group: string): number {
    return this.turns.get(group) ?? 0;
  }
}

export const groupOf = ({ group = '' }: Grouped): string => group;

function untilHidden<M extends Grouped>(messages: M[], now: number): M[] {
  const hidden = messages.findIndex(({ visibleFrom }) => visibleFrom > now);
  return hidden === -1 ? messages : messages.slice(0, hidden);
}
