import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { DepthMetric } from './depth-metric';
import { batchOperations } from './message-batches';
import { Messages } from './messages';
import { tagOperations } from './queue-tags';
import { Queues } from './queues';
import { queuePolicyType, queueType } from './resources';

/** SQS: standard and FIFO queues. */
export function createSqs(platform: Platform): { readonly service: Service; readonly resources: ResourceType[] } {
  const depth = new DepthMetric(platform);
  const queues = new Queues(platform, depth);
  const messages = new Messages(platform, queues, depth);
  return {
    service: {
      name: 'sqs',
      policyOf: (arn) => queues.policyOf(arn),
      operations: {
        ChangeMessageVisibility: (input) => messages.changeMessageVisibility(input),
        CreateQueue: (input) => queues.createQueue(input),
        DeleteMessage: (input) => messages.deleteMessage(input),
        DeleteQueue: (input) => queues.deleteQueue(input),
        GetQueueAttributes: (input) => queues.getQueueAttributes(input),
        GetQueueUrl: (input) => queues.getQueueUrl(input),
        ListDeadLetterSourceQueues: (input) => queues.listDeadLetterSourceQueues(input),
        ListQueues: (input) => queues.listQueues(input),
        PurgeQueue: (input) => queues.purgeQueue(input),
        ReceiveMessage: (input) => messages.receiveMessage(input),
        SendMessage: (input, call) => messages.sendMessage(input, call),
        SetQueueAttributes: (input) => queues.setQueueAttributes(input),
        ...batchOperations(messages, queues),
        ...tagOperations(queues),
      },
    },
    resources: [queueType(queues), queuePolicyType(queues)],
  };
}
