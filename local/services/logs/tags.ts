import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { without } from '../support/tags';
import type { Group, LogStore } from './log-store';

const MOST_TAGS = 50;

/** Tags of log groups, by their ARN. */
export const tagOperations = (store: LogStore) => {
  const tagged = (arn = ''): Group => {
    const name = /^arn:aws:logs:[^:]*:\d*:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1];
    if (name === undefined) throw new NotEmulatedError(`tags of ${arn}: only log groups have tags`);
    return store.group(name);
  };
  return {
    ListTagsForResource(input: ListTagsForResourceRequest): ListTagsForResourceResponse {
      only('ListTagsForResource', input, ['resourceArn']);
      return { tags: { ...tagged(input.resourceArn).tags } };
    },
    TagResource(input: TagResourceRequest): void {
      only('TagResource', input, ['resourceArn', 'tags']);
      const group = tagged(input.resourceArn);
      const tags = { ...group.tags, ...input.tags };
      if (Object.keys(tags).length > MOST_TAGS) {
        throw new ServiceError('TooManyTagsException', `A log group has at most ${MOST_TAGS} tags.`);
      }
      group.tags = tags;
    },
    UntagResource(input: UntagResourceRequest): void {
      only('UntagResource', input, ['resourceArn', 'tagKeys']);
      const group = tagged(input.resourceArn);
      group.tags = without(group.tags, input.tagKeys);
    },
  };
};
