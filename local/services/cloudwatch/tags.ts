import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import type { AlarmRegistry } from './alarm-registry';
import { check, required, text } from './constraints';

const MOST_TAGS = 50;

/** Tags of alarms, by key. An alarm that is gone has none, and asking for them is no error. */
export class Tags {
  private readonly byArn = new Map<string, Map<string, string>>();

  constructor(private readonly registry: AlarmRegistry) {}

  /** Tags given with an alarm count only when it is new. */
  begin(arn: string, tags: readonly Tag[] | undefined): void {
    if (!this.byArn.has(arn)) this.byArn.set(arn, new Map(tags?.map(({ Key = '', Value = '' }) => [Key, Value])));
  }

  forget(arn: string): void {
    this.byArn.delete(arn);
  }

  listTagsForResource(input: ListTagsForResourceInput): ListTagsForResourceOutput {
    check(input, { ResourceARN: required(text(1, 1024)) });
    only('ListTagsForResource', input, ['ResourceARN']);
    const tags = this.byArn.get(alarmArn(input.ResourceARN ?? '')) ?? [];
    return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  }

  tagResource(input: TagResourceInput): void {
    check(input, { ResourceARN: required(text(1, 1024)), Tags: required() });
    only('TagResource', input, ['ResourceARN', 'Tags']);
    const tags = new Map(this.of(input.ResourceARN ?? ''));
    for (const { Key = '', Value = '' } of input.Tags ?? []) {
      check({ Key, Value }, { Key: text(1, 128), Value: text(0, 256) });
      tags.set(Key, Value);
    }
    if (tags.size > MOST_TAGS) throw new ServiceError('InvalidParameterValue', `More than ${MOST_TAGS} tags.`);
    this.byArn.set(input.ResourceARN ?? '', tags);
  }

  untagResource(input: UntagResourceInput): void {
    check(input, { ResourceARN: required(text(1, 1024)), TagKeys: required() });
    only('UntagResource', input, ['ResourceARN', 'TagKeys']);
    const tags = this.of(input.ResourceARN ?? '');
    for (const key of input.TagKeys ?? []) tags.delete(key);
  }

  private of(arn: string): Map<string, string> {
    const tags = this.byArn.get(alarmArn(arn));
    if (tags === undefined || this.registry.find(arn) === undefined) {
      throw new ServiceError('ResourceNotFoundException', `${arn} does not exist`, 404);
    }
    return tags;
  }
}

function alarmArn(arn: string): string {
  if (arn.includes(':alarm:')) return arn;
  throw new NotEmulatedError(`tags of ${arn}: only alarms have tags`);
}
