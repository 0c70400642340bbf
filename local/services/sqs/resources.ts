import type { ResourceType } from '../../cloudformation/resource-type';
import type { Queues } from './queues';

const ATTRIBUTES = [
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

export function queueType(queues: Queues): ResourceType {
  return {
    type: 'AWS::SQS::Queue',
    properties: ['QueueName', ...ATTRIBUTES],
    withoutEffect: { Tags: 'tags are not kept' },
    create: (properties, context) => {
      const name = (properties.QueueName as string | undefined) ?? context.physicalName(80);
      const given = ATTRIBUTES.filter((attribute) => properties[attribute] !== undefined);
      const url = queues.createQueue({
        QueueName: name,
        Attributes: Object.fromEntries(given.map((attribute) => [attribute, String(properties[attribute])])),
      }).QueueUrl as string;
      return { ref: url, attributes: { Arn: queues.named(name).arn, QueueName: name, QueueUrl: url } };
    },
  };
}

export function queuePolicyType(queues: Queues): ResourceType {
  return {
    type: 'AWS::SQS::QueuePolicy',
    properties: ['PolicyDocument', 'Queues'],
    create: (properties, context) => {
      const policy = JSON.stringify(properties.PolicyDocument);
      for (const url of properties.Queues as string[]) {
        queues.setQueueAttributes({ QueueUrl: url, Attributes: { Policy: policy } });
      }
      const id = context.physicalName();
      return { ref: id, attributes: { Id: id } };
    },
  };
}
