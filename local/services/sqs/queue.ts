import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Tags } from '../support/tags';
import { type DeduplicationScope, Fifo, MOST_IN_FLIGHT } from './fifo';
import { groupOf } from './message-groups';

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** MessageGroupId. */
  readonly group: string | undefined;
  /** MessageDeduplicationId, in a FIFO queue. */
  readonly deduplicationId: string | undefined;
  /** SequenceNumber, in a FIFO queue. */
  readonly sequence: string | undefined;
  /** AWSTraceHeader. */
  readonly traceHeader: string | undefined;
  /** ARN of the queue that it was moved from as dead. */
  readonly deadFrom?: string;
  readonly senderId: string;
  /** ms since the epoch, as all times here. */
  readonly sent: number;
  visibleFrom: number;
  receipt: string | undefined;
  receiveCount: number;
  firstReceived: number | undefined;
}

/** One queue: messages in the order they came, each hidden until its time. */
export class Queue {
  readonly attributes: Map<string, string>;
  tags: Tags = {};
  /** Undefined for a standard queue. */
  readonly fifo: Fifo | undefined;
  /** When it was last purged, ms since the epoch. */
  purged = Number.NEGATIVE_INFINITY;
  private messages: StoredMessage[] = [];
  private waiters: Array<() => void> = [];

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly created: number,
    attributes: Readonly<Record<string, string>>,
  ) {
    this.attributes = new Map(Object.entries(attributes));
    const { FifoQueue, DeduplicationScope: scope } = attributes;
    this.fifo = FifoQueue === 'true' ? new Fifo(scope as DeduplicationScope) : undefined;
  }

  /** A numeric attribute in seconds, as milliseconds. */
  milliseconds(attribute: string): number {
    return Number(this.attributes.get(attribute)) * 1000;
  }

  add(message: StoredMessage): void {
    this.messages.push(message);
    this.fifo?.groups.join(groupOf(message));
    this.wake();
  }

  remove(id: string): boolean {
    const before = this.messages.length;
    this.messages = this.messages.filter((message) => message.id !== id);
    // Others of its group may have waited for it.
    if (this.fifo !== undefined) this.wake();
    return this.messages.length < before;
  }

  byId(id: string): StoredMessage | undefined {
    return this.messages.find((message) => message.id === id);
  }

  /** Without it, as if it had never come. */
  take(message: StoredMessage): void {
    this.messages = this.messages.filter((one) => one !== message);
  }

  purge(now: number): void {
    this.purged = now;
    this.messages = [];
    this.fifo?.purge();
  }

  visible(now: number): StoredMessage[] {
    this.expire(now);
    return this.messages.filter((message) => message.visibleFrom <= now);
  }

  /** What a receiver may have: of a FIFO queue, nothing that comes after a hidden message of its group. */
  available(now: number): StoredMessage[] {
    const visible = this.visible(now);
    if (this.fifo === undefined) return visible;
    return this.fifo.groups.available(this.messages, now).slice(0, Math.max(0, MOST_IN_FLIGHT - this.inFlight(now)));
  }

  /** Hides anew what nobody has received: in a FIFO queue another DelaySeconds holds for messages that are there. */
  delay(milliseconds: number): void {
    for (const message of this.messages) {
      if (message.receiveCount === 0) message.visibleFrom = message.sent + milliseconds;
    }
    this.wake();
  }

  /** Received and neither deleted nor visible again. */
  inFlight(now: number): number {
    return this.messages.filter((message) => message.visibleFrom > now && message.receiveCount > 0).length;
  }

  delayed(now: number): number {
    return this.messages.filter((message) => message.visibleFrom > now && message.receiveCount === 0).length;
  }

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  /** When the next hidden message shows, or undefined. */
  nextVisible(now: number): number | undefined {
    const times = this.messages.filter((message) => message.visibleFrom > now).map((message) => message.visibleFrom);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Calls `wake` once, when a message arrives or shows again. Returns what takes that back. */
  onArrival(wake: () => void): () => void {
    this.waiters.push(wake);
    return () => {
      this.waiters = this.waiters.filter((waiter) => waiter !== wake);
    };
  }

  wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }

  private expire(now: number): void {
    const oldest = now - this.milliseconds('MessageRetentionPeriod');
    this.messages = this.messages.filter((message) => message.sent > oldest);
  }
}
