import type {
  CreateTopicInput,
  CreateTopicResponse,
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTopicsInput,
  ListTopicsResponse,
  SetTopicAttributesInput,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-sns';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { checkPolicyText } from '../support/policy-text';
import { type Tags, tagList, tagsFrom, without } from '../support/tags';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  tags: Tags;
}

/** Kept and shown; nothing is encrypted or traced here. */
const KEPT = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'TracingConfig'];

/** The topics of the account. */
export class Topics {
  private readonly byArn = new Map<string, Topic>();

  constructor(private readonly platform: Platform) {}

  createTopic(input: CreateTopicInput): CreateTopicResponse {
    only('CreateTopic', input, ['Name', 'Attributes', 'Tags']);
    const name = input.Name ?? '';
    if (name.endsWith('.fifo') || input.Attributes?.FifoTopic === 'true') throw new NotEmulatedError('FIFO topics');
    if (!/^[\w-]{1,256}$/.test(name)) throw new ServiceError('InvalidParameter', 'Invalid parameter: Topic Name');
    const arn = `arn:aws:sns:${this.platform.region}:${this.platform.account}:${name}`;
    const topic = this.byArn.get(arn) ?? {
      arn,
      name,
      attributes: new Map<string, string>(),
      tags: tagsFrom(input.Tags),
    };
    for (const [attribute, value] of Object.entries(input.Attributes ?? {})) keep(topic, attribute, value);
    this.byArn.set(arn, topic);
    return { TopicArn: arn };
  }

  deleteTopic(input: DeleteTopicInput): object {
    this.byArn.delete(input.TopicArn ?? '');
    return {};
  }

  listTopics(input: ListTopicsInput): ListTopicsResponse {
    const { items, next } = page(
      [...this.byArn.keys()].sort(),
      input.NextToken,
      100,
      () => new ServiceError('InvalidParameter', 'Invalid parameter: NextToken'),
    );
    return { Topics: items.map((TopicArn) => ({ TopicArn })), ...(next !== undefined && { NextToken: next }) };
  }

  /** @param subscriptions how many are confirmed and pending. */
  getTopicAttributes(
    input: GetTopicAttributesInput,
    subscriptions: (topicArn: string) => { confirmed: number; pending: number },
  ): GetTopicAttributesResponse {
    const topic = this.get(input.TopicArn);
    const { confirmed, pending } = subscriptions(topic.arn);
    return {
      Attributes: {
        DisplayName: '',
        ...Object.fromEntries(topic.attributes),
        TopicArn: topic.arn,
        Owner: this.platform.account,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: '0',
      },
    };
  }

  setTopicAttributes(input: SetTopicAttributesInput): object {
    keep(this.get(input.TopicArn), input.AttributeName ?? '', input.AttributeValue ?? '');
    return {};
  }

  listTags(input: ListTagsForResourceRequest): ListTagsForResourceResponse {
    return { Tags: tagList(this.tagged(input.ResourceArn).tags) };
  }

  tag(input: TagResourceRequest): object {
    const topic = this.tagged(input.ResourceArn);
    topic.tags = { ...topic.tags, ...tagsFrom(input.Tags) };
    return {};
  }

  untag(input: UntagResourceRequest): object {
    const topic = this.tagged(input.ResourceArn);
    topic.tags = without(topic.tags, input.TagKeys);
    return {};
  }

  private tagged(arn: string | undefined): Topic {
    const topic = this.find(arn);
    if (topic === undefined) throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404);
    return topic;
  }

  find(arn: string | undefined): Topic | undefined {
    return this.byArn.get(arn ?? '');
  }

  get(arn: string | undefined): Topic {
    const topic = this.find(arn);
    if (topic === undefined) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return topic;
  }
}

function keep(topic: Topic, attribute: string, value: string): void {
  if (attribute === 'Policy') {
    checkPolicyText(value, () => new ServiceError('InvalidParameter', 'Invalid parameter: Policy Error: null'));
  }
  if (!KEPT.includes(attribute)) throw new NotEmulatedError(`the topic attribute ${attribute}`);
  topic.attributes.set(attribute, value);
}
