import type { MessageSystemAttributeValue } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import type { StoredMessage } from './queue';

/**
 * The one system attribute that a sender may set; undefined where it is not.
 * @throws InvalidParameterValue for others, and for one that is no string
 */
export function traceHeaderOf(system: Readonly<Record<string, MessageSystemAttributeValue>>): string | undefined {
  const other = Object.keys(system).find((name) => name !== 'AWSTraceHeader');
  if (other !== undefined) throw invalid(`Message system attribute '${other}' is invalid: only AWSTraceHeader is one.`);
  const header = system.AWSTraceHeader;
  if (header === undefined) return undefined;
  if (header.DataType !== 'String' || (header.StringValue ?? '') === '') {
    throw invalid("Message system attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.");
  }
  return header.StringValue;
}

/** The system attributes that a receiver asks for, or `All`. */
export function systemAttributes(message: StoredMessage, names: readonly string[]): Record<string, string> {
  const all = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sent),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceived ?? message.sent),
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequence,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadFrom,
  };
  return Object.fromEntries(
    Object.entries(all).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (names.includes('All') || names.includes(entry[0])),
    ),
  );
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
