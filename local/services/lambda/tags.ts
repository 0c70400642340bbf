import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
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
    if (Object.keys(input.Tags ?? {}).length === 0) {
      throw invalidParameter('An error occurred and the request cannot be processed.');
    }
    owner.tags = checkTags({ ...owner.tags, ...input.Tags });
    owner.latest.revisionId = store.newRevisionId();
    return {};
  },

  UntagResource(input: UntagResourceRequest): object {
    only('UntagResource', input, ['Resource', 'TagKeys']);
    const owner = tagged(store, input.Resource);
    const gone = new Set(input.TagKeys);
    owner.tags = Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !gone.has(key)));
    owner.latest.revisionId = store.newRevisionId();
    return {};
  },
});

/** All tags of one function, if they are not too many. @throws InvalidParameterValueException */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.');
  return { ...tags };
}

function tagged(store: FunctionStore, arn = ''): LambdaFunction {
  const { kind } =
    /^arn:aws:lambda:[^:]*:\d*:(?<kind>event-source-mapping|code-signing-config|layer|capacity-provider):/.exec(arn)
      ?.groups ?? {};
  if (kind !== undefined) throw new NotEmulatedError(`tags of a Lambda ${kind}`);
  const { name, qualifier } = store.reference(arn);
  if (qualifier === undefined) return store.find(name).function;
  throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.');
}
