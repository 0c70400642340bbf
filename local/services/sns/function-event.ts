import type { PublishedMessage } from './published-message';

/** What a function gets. Signature and certificate are placeholders, as in a queue's envelope. */
export function functionEvent(
  { id, topicArn, subject, message, time, attributes }: PublishedMessage,
  subscriptionArn: string,
  endpoint: string,
): object {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: id,
          TopicArn: topicArn,
          Subject: subject ?? null,
          Message: message,
          Timestamp: new Date(time).toISOString(),
          SignatureVersion: '1',
          Signature: 'UNSIGNED',
          SigningCertUrl: `${endpoint}/unsigned.pem`,
          UnsubscribeUrl: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
              name,
              { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
            ]),
          ),
        },
      },
    ],
  };
}
