import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Cloud } from '../../../local/cloud';

export interface Notification {
  readonly subject: string;
  readonly text: string;
  /** Machine-readable; empty for what CloudWatch sends. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What arrives at the healer's topic, as a subscriber reads it. */
export class Inbox {
  private readonly unread: Notification[] = [];

  private constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
  ) {}

  static async subscribe(cloud: Cloud): Promise<Inbox> {
    const sqs = cloud.client(SQSClient);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const topic = cloud.outputs().find(({ key }) => key === 'TopicArn')?.value;
    const Policy = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes?.QueueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await cloud
      .client(SNSClient)
      .send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
    return new Inbox(sqs, QueueUrl);
  }

  /** Takes out the messages that are wanted and have not been taken yet. */
  async take(wanted: (notification: Notification) => boolean): Promise<Notification[]> {
    await this.fetch();
    const taken = this.unread.filter(wanted);
    this.unread.splice(0, this.unread.length, ...this.unread.filter((one) => !wanted(one)));
    return taken;
  }

  private async fetch(): Promise<void> {
    for (;;) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return;
      for (const { Body = '{}', ReceiptHandle } of Messages) {
        this.unread.push(read(JSON.parse(Body)));
        await this.sqs.send(new DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle }));
      }
    }
  }
}

interface Envelope {
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

const read = ({ Subject = '', Message = '', MessageAttributes = {} }: Envelope): Notification => ({
  subject: Subject,
  text: Message,
  attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value])),
});

/** CloudWatch's own subjects: `ALARM: "name" in region`. */
export const isAlarmNotification = ({ subject }: Notification): boolean =>
  /^(ALARM|OK|INSUFFICIENT_DATA): "/.test(subject);
