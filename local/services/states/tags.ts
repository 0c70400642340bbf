import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-sfn';
import { only } from '../support/only';
import { resourceNotFound, tooManyTags, validation } from './errors';
import { checkArn } from './names';
import type { StateMachine } from './state-machine';
import type { Store } from './store';

const MOST_TAGS = 50;
const MOST_KEY_CHARACTERS = 128;
const MOST_VALUE_CHARACTERS = 256;

/** The operations on the tags of state machines. */
export class Tags {
  constructor(private readonly store: Store) {}

  tagResource(input: TagResourceInput): object {
    only('TagResource', input, ['resourceArn', 'tags']);
    const machine = this.machine(input.resourceArn);
    const tags = new Map([...machine.tags, ...checkedTags(input.tags)]);
    if (tags.size > MOST_TAGS) throw tooManyTags(machine.arn);
    this.store.putMachine({ ...machine, tags });
    return {};
  }

  /** Keys that are not there are passed over. */
  untagResource(input: UntagResourceInput): object {
    only('UntagResource', input, ['resourceArn', 'tagKeys']);
    const machine = this.machine(input.resourceArn);
    const kept = [...machine.tags].filter(([key]) => !input.tagKeys?.includes(key));
    this.store.putMachine({ ...machine, tags: new Map(kept) });
    return {};
  }

  /** Makes these the machine's only tags. */
  replace(arn: string, tags: readonly Tag[]): void {
    this.store.putMachine({ ...this.machine(arn), tags: checkedTags(tags) });
  }

  listTagsForResource(input: ListTagsForResourceInput): ListTagsForResourceOutput {
    only('ListTagsForResource', input, ['resourceArn']);
    const { tags } = this.machine(input.resourceArn);
    return { tags: [...tags].map(([key, value]) => ({ key, value })) };
  }

  /** @throws InvalidArn, ResourceNotFound. */
  private machine(arn = ''): StateMachine {
    checkArn(arn, 'stateMachine');
    const machine = this.store.findMachine(arn);
    if (machine === undefined) throw resourceNotFound(arn);
    return machine;
  }
}

/** @throws ValidationException for a key or a value of a length that AWS does not take. */
export function checkedTags(tags: readonly Tag[] = []): Map<string, string> {
  for (const [index, { key = '', value = '' }] of tags.entries()) {
    const member = `tags.${index + 1}.member`;
    if (key === '') throw validation(key, `${member}.key`, 'Member must have length greater than or equal to 1');
    if (key.length > MOST_KEY_CHARACTERS) throw tooLong(key, `${member}.key`, MOST_KEY_CHARACTERS);
    if (value.length > MOST_VALUE_CHARACTERS) throw tooLong(value, `${member}.value`, MOST_VALUE_CHARACTERS);
  }
  return new Map(tags.map(({ key = '', value = '' }) => [key, value]));
}

function tooLong(value: string, member: string, most: number) {
  return validation(value, member, `Member must have length less than or equal to ${most}`);
}
