import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { invalidParameter } from './errors';
import type { LambdaFunction } from './lambda-function';
import type { FunctionStore } from './store';

const MOST_TAGS = 50;

/** Tags of functions; versions and aliases have none. */
export const tagOperations = (store: FunctionStore) => ({
  ListTags(input: ListTagsRequest): ListTagsResponse {
    only('ListTags', input, ['Resource']);
    return { Tags: { ...tagged(store, input.Resource).tags } };
  },

  TagResource(input: TagResourceRequest): object {
    only('TagResource', input, ['Resource', 'Tags']);
    const owner = tagged(store, input.Resource);
    const tags = { ...owner.tags, ...input.Tags };
    if (Object.keys(tags).length > MOST_TAGS) {
      throw invalidParameter(`Number of tags exceeds resource tag limit.`);
    }
    owner.tags = tags;
    return {};
  },

  UntagResource(input: UntagResourceRequest): object {
    only('UntagResource', input, ['Resource', 'TagKeys']);
    const owner = tagged(store, input.Resource);
    const gone = new Set(input.TagKeys);
    owner.tags = Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !gone.has(key)));
    return {};
  },
});

function tagged(store: FunctionStore, arn = ''): LambdaFunction {
  const { function: owner, qualifier } = store.find(arn);
  if (qualifier === undefined) return owner;
  throw invalidParameter(
    'Tags on function aliases and versions are not supported. Please specify either a function name or an unqualified function ARN.',
  );
}
