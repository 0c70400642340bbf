import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Ports } from '../ports';

/** Publishes notifications to one SNS topic. */
export function snsTopic(topicArn: string, client = new SNSClient({})): Ports['notify'] {
  return async ({ subject, body, attributes }) => {
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: body,
        MessageAttributes: Object.fromEntries(
          present.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      }),
    );
  };
}
