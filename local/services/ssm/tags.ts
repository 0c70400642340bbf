import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
} from '@aws-sdk/client-ssm';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { type Tags, tagList, tagsFrom, without } from '../support/tags';

const MOST_TAGS = 50;

/** Tags of parameters, by the parameter's name. */
export class ParameterTags {
  private readonly byName = new Map<string, Tags>();

  /** @param exists whether there is a parameter of that name */
  constructor(private readonly exists: (name: string) => boolean) {}

  /** Of a parameter as a whole, as it is made or as a template has it. */
  put(name: string, tags: Tags): void {
    this.byName.set(name, checked(tags));
  }

  forget(name: string): void {
    this.byName.delete(name);
  }

  readonly operations = {
    AddTagsToResource: (input: AddTagsToResourceRequest): object => {
      only('AddTagsToResource', input, ['ResourceType', 'ResourceId', 'Tags']);
      const name = this.parameter(input);
      this.put(name, { ...this.byName.get(name), ...tagsFrom(input.Tags) });
      return {};
    },

    ListTagsForResource: (input: ListTagsForResourceRequest): ListTagsForResourceResult => {
      only('ListTagsForResource', input, ['ResourceType', 'ResourceId']);
      return { TagList: tagList(this.byName.get(this.parameter(input)) ?? {}) };
    },

    RemoveTagsFromResource: (input: RemoveTagsFromResourceRequest): object => {
      only('RemoveTagsFromResource', input, ['ResourceType', 'ResourceId', 'TagKeys']);
      const name = this.parameter(input);
      this.put(name, without(this.byName.get(name) ?? {}, input.TagKeys));
      return {};
    },
  };

  private parameter({ ResourceType: type, ResourceId: name = '' }: ListTagsForResourceRequest): string {
    if (type !== 'Parameter') throw new NotEmulatedError(`tags of a ${type}: only parameters have tags`);
    if (this.exists(name)) return name;
    throw new ServiceError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    );
  }
}

function checked(tags: Tags): Tags {
  if (Object.keys(tags).length <= MOST_TAGS) return tags;
  throw new ServiceError('TooManyTagsError', `A parameter has at most ${MOST_TAGS} tags.`);
}
