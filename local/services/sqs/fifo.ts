import { Deduplication } from '../support/deduplication';
import { SequenceNumbers } from '../support/sequence-numbers';
import { MessageGroups } from './message-groups';
import type { FifoIds } from './message-ids';
import { ReceiveAttempts } from './receive-attempts';

/** Received and not deleted; beyond, a queue gives nothing more and says nothing. */
export const MOST_IN_FLIGHT = 120_000;
/** ms until another DeduplicationScope holds. */
const PROPAGATION = 60_000;

export type DeduplicationScope = 'queue' | 'messageGroup';

/** What of a sent message its duplicates are answered with. */
export interface Sent {
  readonly id: string;
  readonly sequence: string | undefined;
}

/** What a FIFO queue knows beside its messages. */
export class Fifo {
  readonly groups = new MessageGroups();
  readonly attempts = new ReceiveAttempts();
  private readonly numbers = new SequenceNumbers(18_849_496_460_467_696_128n, 256n);
  private readonly sent = new Deduplication<Sent>();
  private readonly changed: { scope: DeduplicationScope; time: number }[] = [];

  constructor(private scope: DeduplicationScope) {}

  nextNumber(): string {
    return this.numbers.next();
  }

  duplicate(ids: FifoIds, now: number): Sent | undefined {
    return this.sent.find(this.key(ids, now), now);
  }

  remember(ids: FifoIds, sent: Sent, now: number): void {
    this.sent.remember(this.key(ids, now), sent, now);
  }

  /** Recorded from AWS: the old scope goes on at first. It says that a change takes up to a minute. */
  changeScope(scope: DeduplicationScope, now: number): void {
    this.changed.push({ scope, time: now });
  }

  purge(): void {
    this.sent.clear();
  }

  private key({ group, deduplicationId }: FifoIds, now: number): string {
    while (this.changed[0] !== undefined && now - this.changed[0].time >= PROPAGATION) {
      this.scope = this.changed[0].scope;
      this.changed.shift();
    }
    // Neither may hold a space.
    return this.scope === 'messageGroup' ? `${group} ${deduplicationId}` : deduplicationId;
  }
}
