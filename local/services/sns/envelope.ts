import type { PublishedMessage } from './published-message';

/**
 * The notification that a queue gets which does not take messages raw. Signature and certificate are placeholders: nobody here
 * could check them. That of a FIFO topic has none, as recorded from AWS.
 */
export function envelope(published: PublishedMessage, subscriptionArn: string, endpoint: string): string {
  const { message, subject, attributes, fifo } = published;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: published.id,
    ...(fifo !== undefined && { SequenceNumber: fifo.sequence }),
    TopicArn: published.topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date(published.time).toISOString(),
    ...(fifo === undefined && {
      SignatureVersion: '1',
      Signature: 'UNSIGNED',
      SigningCertURL: `${endpoint}/unsigned.pem`,
    }),
    UnsubscribeURL: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
        ]),
      ),
    }),
  });
}
