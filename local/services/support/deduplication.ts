/** ms in which a message with an id that was seen is accepted and dropped, by SQS and SNS. */
const WINDOW = 5 * 60_000;

/**
 * What was answered to messages of the last five minutes, by deduplication id. A duplicate does not make it longer.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export class Deduplication<Answer> {
  /** Oldest first. */
  private readonly seen = new Map<string, { readonly answer: Answer; readonly time: number }>();

  /** @param now ms since the epoch, as all times here */
  find(id: string, now: number): Answer | undefined {
    this.forget(now);
    return this.seen.get(id)?.answer;
  }

  remember(id: string, answer: Answer, now: number): void {
    this.seen.delete(id);
    this.seen.set(id, { answer, time: now });
  }

  clear(): void {
    this.seen.clear();
  }

  private forget(now: number): void {
    for (const [id, { time }] of this.seen) {
      if (now - time < WINDOW) return;
      this.seen.delete(id);
    }
  }
}
