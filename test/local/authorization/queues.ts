import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Resources, Stage } from '../cloudformation/support/stage';

/** A queue with these statements in its policy. */
export const queueWith = (statements: readonly object[]): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue' },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: statements } },
  },
});
/** A statement that lets a service in, for one source or for all. */
export const lets = (service: string, action: string, resource: unknown, source?: unknown) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: action,
  Resource: resource,
  ...(source !== undefined && { Condition: { ArnEquals: { 'aws:SourceArn': source } } }),
});
/** Lets AWS time pass. */
export const pass = (stage: Stage, seconds: number): Promise<void> =>
  stage.cloud.virtualClock().advanceTo(stage.cloud.clock.now() + seconds * 1000);

/** What is in the queue. */
export const received = async (stage: Stage) => {
  const answer = await stage.cloud
    .client(SQSClient)
    .send(new ReceiveMessageCommand({ QueueUrl: stage.ref('Queue'), MessageAttributeNames: ['All'] }));
  return answer.Messages ?? [];
};
