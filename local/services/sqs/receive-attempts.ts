import { Deduplication } from '../support/deduplication';
import type { StoredMessage } from './queue';

interface Given {
  readonly message: StoredMessage;
  readonly receipt: string | undefined;
  visibleFrom: number;
}

/**
 * What was received by which ReceiveRequestAttemptId, for five minutes: a receiver that has lost the answer asks with the same
 * id and gets the same messages with the same handles, as long as none was deleted, shown again or given another timeout.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export class ReceiveAttempts {
  private readonly given = new Deduplication<readonly Given[]>();

  remember(attempt: string, messages: readonly StoredMessage[], now: number): void {
    const given = messages.map((message) => ({ message, receipt: message.receipt, visibleFrom: message.visibleFrom }));
    this.given.remember(attempt, given, now);
  }

  /**
   * The messages of that attempt, hidden anew; undefined where it is none, or where they have changed.
   * @param hiddenUntil ms since the epoch
   */
  repeat(
    attempt: string,
    now: number,
    hiddenUntil: number,
    isThere: (message: StoredMessage) => boolean,
  ): StoredMessage[] | undefined {
    const given = this.given.find(attempt, now);
    const untouched = given?.every(
      ({ message, receipt, visibleFrom }) =>
        message.receipt === receipt && message.visibleFrom === visibleFrom && visibleFrom > now && isThere(message),
    );
    if (given === undefined || !untouched) return undefined;
    for (const one of given) {
      one.visibleFrom = hiddenUntil;
      one.message.visibleFrom = hiddenUntil;
    }
    return given.map(({ message }) => message);
  }
}
