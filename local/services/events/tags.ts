import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-eventbridge';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { type Tags, tagList, tagsFrom, without } from '../support/tags';
import type { EventBuses } from './buses';
import type { Rules } from './rules';

const MOST_TAGS = 50;

/** Tags of rules and event buses. */
export const tagOperations = (buses: EventBuses, rules: Rules) => {
  const tagged = (arn = ''): { tags: Tags } => {
    const [, kind, path = ''] = /^arn:aws:events:[^:]*:\d*:(rule|event-bus|[\w-]+)\/(.+)$/.exec(arn) ?? [];
    if (kind === 'event-bus') return buses.get(path);
    if (kind !== 'rule') throw new NotEmulatedError(`tags of ${arn}: only rules and event buses have tags`);
    const [bus, name] = path.includes('/') ? path.split('/') : [undefined, path];
    return rules.get(name, bus);
  };
  return {
    ListTagsForResource(input: ListTagsForResourceRequest): ListTagsForResourceResponse {
      only('ListTagsForResource', input, ['ResourceARN']);
      return { Tags: tagList(tagged(input.ResourceARN).tags) };
    },
    TagResource(input: TagResourceRequest): void {
      only('TagResource', input, ['ResourceARN', 'Tags']);
      const resource = tagged(input.ResourceARN);
      resource.tags = checkTags({ ...resource.tags, ...tagsFrom(input.Tags) });
    },
    UntagResource(input: UntagResourceRequest): void {
      only('UntagResource', input, ['ResourceARN', 'TagKeys']);
      const resource = tagged(input.ResourceARN);
      resource.tags = without(resource.tags, input.TagKeys);
    },
  };
};

/** @throws LimitExceededException */
export function checkTags(tags: Tags): Tags {
  if (Object.keys(tags).length <= MOST_TAGS) return tags;
  throw new ServiceError('LimitExceededException', `A resource has at most ${MOST_TAGS} tags.`);
}
