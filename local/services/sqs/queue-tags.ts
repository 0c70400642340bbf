import type {
  ListQueueTagsRequest,
  ListQueueTagsResult,
  TagQueueRequest,
  UntagQueueRequest,
} from '@aws-sdk/client-sqs';
import { only } from '../support/only';
import { without } from '../support/tags';
import type { Queues } from './queues';

export const tagOperations = (queues: Queues) => ({
  ListQueueTags(input: ListQueueTagsRequest): ListQueueTagsResult {
    only('ListQueueTags', input, ['QueueUrl']);
    const { tags } = queues.at(input.QueueUrl);
    return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
  },
  TagQueue(input: TagQueueRequest): void {
    only('TagQueue', input, ['QueueUrl', 'Tags']);
    const queue = queues.at(input.QueueUrl);
    queue.tags = { ...queue.tags, ...input.Tags };
  },
  UntagQueue(input: UntagQueueRequest): void {
    only('UntagQueue', input, ['QueueUrl', 'TagKeys']);
    const queue = queues.at(input.QueueUrl);
    queue.tags = without(queue.tags, input.TagKeys);
  },
});
