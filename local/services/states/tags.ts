import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-sfn';
import { only } from '../support/only';
import type { Activity, ActivityQueues } from './activity-queues';
import { resourceNotFound, tooManyTags, validation } from './errors';
import { checkArn } from './names';
import type { StateMachine } from './state-machine';
import type { Store } from './store';

const MOST_TAGS = 50;
const MOST_KEY_CHARACTERS = 128;
const MOST_VALUE_CHARACTERS = 256;

/** The operations on the tags of state machines and activities. */
export class Tags {
  constructor(
    private readonly store: Store,
    private readonly activities: ActivityQueues,
  ) {}

  tagResource(input: TagResourceInput): object {
    only('TagResource', input, ['resourceArn', 'tags']);
    const { arn, tags: before } = this.tagged(input.resourceArn);
    const tags = new Map([...before, ...checkedTags(input.tags)]);
    if (tags.size > MOST_TAGS) throw tooManyTags(arn);
    this.put(arn, tags);
    return {};
  }

  /** Keys that are not there are passed over. */
  untagResource(input: UntagResourceInput): object {
    only('UntagResource', input, ['resourceArn', 'tagKeys']);
    const { arn, tags } = this.tagged(input.resourceArn);
    this.put(arn, new Map([...tags].filter(([key]) => !input.tagKeys?.includes(key))));
    return {};
  }

  /** Makes these the machine's only tags. */
  replace(arn: string, tags: readonly Tag[]): void {
    this.put(this.tagged(arn).arn, checkedTags(tags));
  }

  listTagsForResource(input: ListTagsForResourceInput): ListTagsForResourceOutput {
    only('ListTagsForResource', input, ['resourceArn']);
    const { tags } = this.tagged(input.resourceArn);
    return { tags: [...tags].map(([key, value]) => ({ key, value })) };
  }

  /** @throws InvalidArn, ResourceNotFound. */
  private tagged(arn = ''): StateMachine | Activity {
    const kind = arn.split(':')[5] === 'activity' ? 'activity' : 'stateMachine';
    checkArn(arn, kind);
    const tagged = kind === 'activity' ? this.activities.find(arn) : this.store.findMachine(arn);
    if (tagged === undefined) throw resourceNotFound(arn);
    return tagged;
  }

  private put(arn: string, tags: ReadonlyMap<string, string>): void {
    const machine = this.store.findMachine(arn);
    const activity = this.activities.find(arn);
    if (machine !== undefined) this.store.putMachine({ ...machine, tags });
    if (activity !== undefined) this.activities.put({ ...activity, tags });
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
