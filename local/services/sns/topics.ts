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
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { type Tags, tagList, tagsFrom, without } from '../support/tags';
import { checkArn, invalidParameter } from './arn';
import { FifoTopic } from './fifo-topic';
import { checkTopicAttribute, FIFO_DEFAULTS, normalized } from './topic-attributes';
import { topicPolicy } from './topic-policy';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  tags: Tags;
  /** Undefined for a standard topic. */
  readonly fifo: FifoTopic | undefined;
}

/** The topics of the account. */
export class Topics {
  private readonly byArn = new Map<string, Topic>();
  private readonly tellDeleted: Array<(topicArn: string) => void> = [];

  constructor(private readonly platform: Platform) {}

  createTopic(input: CreateTopicInput): CreateTopicResponse {
    only('CreateTopic', input, ['Name', 'Attributes', 'Tags']);
    const name = input.Name ?? '';
    const { FifoTopic: type, ...given } = normalizedAll(input.Attributes ?? {});
    if (type !== undefined && type !== 'true' && type !== 'false')
      throw invalidParameter('Attributes Reason: FifoTopic');
    const isFifo = type === 'true';
    if (!/^[\w-]{1,256}$/.test(isFifo ? name.replace(/\.fifo$/, '') : name) || (isFifo && !name.endsWith('.fifo'))) {
      throw invalidParameter('Topic Name');
    }
    const arn = `arn:aws:sns:${this.platform.region}:${this.platform.account}:${name}`;
    const known = this.byArn.get(arn);
    if (known !== undefined) return sameTopic(known, { ...input, Attributes: given });
    refuseDoubles(input.Tags);
    for (const [attribute, value] of Object.entries(given)) checkTopicAttribute(attribute, value, isFifo);
    const attributes = new Map(Object.entries({ ...(isFifo && FIFO_DEFAULTS), ...given }));
    const fifo = isFifo ? new FifoTopic() : undefined;
    this.byArn.set(arn, { arn, name, attributes, tags: tagsFrom(input.Tags), fifo });
    return { TopicArn: arn };
  }

  onDelete(tell: (topicArn: string) => void): void {
    this.tellDeleted.push(tell);
  }

  deleteTopic(input: DeleteTopicInput): object {
    only('DeleteTopic', input, ['TopicArn']);
    checkArn('TopicArn', input.TopicArn);
    this.byArn.delete(input.TopicArn ?? '');
    for (const tell of this.tellDeleted) tell(input.TopicArn ?? '');
    return {};
  }

  listTopics(input: ListTopicsInput): ListTopicsResponse {
    only('ListTopics', input, ['NextToken']);
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
    only('GetTopicAttributes', input, ['TopicArn']);
    const topic = this.get(input.TopicArn);
    const { confirmed, pending } = subscriptions(topic.arn);
    return {
      Attributes: {
        DisplayName: '',
        Policy: topicPolicy(topic, this.platform.account),
        EffectiveDeliveryPolicy: DELIVERY_POLICY,
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
    only('SetTopicAttributes', input, ['TopicArn', 'AttributeName', 'AttributeValue']);
    const { AttributeName: name = '' } = input;
    const { attributes, fifo } = this.get(input.TopicArn);
    const value = normalized(name, input.AttributeValue ?? '');
    checkTopicAttribute(name, value, fifo !== undefined);
    attributes.set(name, value);
    return {};
  }

  listTags(input: ListTagsForResourceRequest): ListTagsForResourceResponse {
    only('ListTagsForResource', input, ['ResourceArn']);
    return { Tags: tagList(this.tagged(input.ResourceArn).tags) };
  }

  tag(input: TagResourceRequest): object {
    only('TagResource', input, ['ResourceArn', 'Tags']);
    const topic = this.tagged(input.ResourceArn);
    refuseDoubles(input.Tags);
    topic.tags = { ...topic.tags, ...tagsFrom(input.Tags) };
    return {};
  }

  untag(input: UntagResourceRequest): object {
    only('UntagResource', input, ['ResourceArn', 'TagKeys']);
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

  /** @param name of the parameter that has the ARN */
  get(arn: string | undefined, name = 'TopicArn'): Topic {
    checkArn(name, arn);
    const topic = this.find(arn);
    if (topic === undefined) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return topic;
  }
}

/** How SNS tries HTTP endpoints again, which there are none of here. */
const DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

/** To make a topic that there is gives it, unless it was to be another one. */
function sameTopic({ arn, attributes, tags }: Topic, input: CreateTopicInput): CreateTopicResponse {
  const differs = (wanted: Tags, has: (key: string) => string | undefined): boolean =>
    Object.entries(wanted).some(([key, value]) => has(key) !== value);
  if (differs(input.Attributes ?? {}, (key) => attributes.get(key))) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  }
  if (input.Tags !== undefined && differs(tagsFrom(input.Tags), (key) => tags[key])) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
  return { TopicArn: arn };
}

function refuseDoubles(tags: readonly { readonly Key?: string | undefined }[] = []): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw invalidParameter('Duplicated keys are not allowed.');
  }
}

const normalizedAll = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, normalized(name, value)]));
