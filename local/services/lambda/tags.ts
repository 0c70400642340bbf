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
    owner.tags = checkTags({ ...owner.tags, ...input.Tags });
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

/** All tags of one function, if they are not too many. @throws InvalidParameterValueException */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.');
  return { ...tags };
}

function tagged(store: FunctionStore, arn = ''): LambdaFunction {
  const { function: owner, qualifier } = store.find(arn);
  if (qualifier === undefined) return owner;
  throw invalidParameter(
    'Tags on function aliases and versions are not supported. Please specify either a function name or an unqualified function ARN.',
  );
}
