import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesInput,
  SubscribeInput,
  SubscribeResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { parseObject } from '../support/json';
import { only } from '../support/only';
import { page } from '../support/page';
import { checkArn, invalidParameter } from './arn';
import { type Filter, readFilter } from './filter-policy';
import {
  givenAttributes,
  isFifoQueue,
  scopeOf,
  shownAttributes,
  valueOr,
  withAttribute,
} from './subscription-attributes';
import type { Topics } from './topics';

export const PROTOCOLS = ['sqs', 'lambda', 'email', 'email-json'] as const;

export interface StoredSubscription {
  readonly arn: string;
  readonly topicArn: string;
  /** Email waits for a person to confirm, whom there is not here, and so receives nothing. */
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly endpoint: string;
  /** ARN of who subscribed. */
  readonly principal: string;
  /** What was set, by name. */
  readonly attributes: Map<string, string>;
}

export const isRaw = ({ attributes }: StoredSubscription): boolean => attributes.get('RawMessageDelivery') === 'true';

/** What is published to the topic, but not for this subscriber, is held back. */
export function isWanted({ attributes }: StoredSubscription, message: Parameters<Filter>[0]): boolean {
  const policy = attributes.get('FilterPolicy');
  return policy === undefined || readFilter(policy, scopeOf(attributes))(message);
}

/** ARN of the queue for what could not be delivered. */
export function deadLetterQueue({ attributes }: StoredSubscription): string | undefined {
  const policy = attributes.get('RedrivePolicy');
  return policy === undefined ? undefined : String(parseObject(policy)?.deadLetterTargetArn);
}

/** Who hears of what is published. */
export class Subscriptions {
  private readonly byArn = new Map<string, StoredSubscription>();
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly topics: Topics,
  ) {
    this.ids = platform.random.stream('sns.subscriptions');
    topics.onDelete((topicArn) => {
      for (const { arn } of this.ofTopic(topicArn)) this.byArn.delete(arn);
    });
  }

  /** @param principal ARN of who asks; by default the account itself */
  subscribe(input: SubscribeInput, principal = `arn:aws:iam::${this.platform.account}:root`): SubscribeResponse {
    only('Subscribe', input, ['TopicArn', 'Protocol', 'Endpoint', 'Attributes', 'ReturnSubscriptionArn']);
    const topic = this.topics.get(input.TopicArn);
    const attributes = givenAttributes(input);
    const protocol = protocolOf(input.Protocol, topic.fifo !== undefined);
    const endpoint = input.Endpoint ?? '';
    if (topic.fifo === undefined && protocol === 'sqs' && isFifoQueue(endpoint)) {
      throw invalidParameter(
        'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      );
    }
    if (protocol === 'sqs' && !endpoint.startsWith('arn:aws:sqs:')) {
      throw invalidParameter('SQS endpoint ARN');
    }
    if (protocol === 'lambda' && !/^arn:aws:lambda:[^:]*:\d+:function:/.test(endpoint)) {
      throw invalidParameter('Lambda endpoint ARN');
    }
    const existing = this.ofTopic(topic.arn).find(
      (known) => known.protocol === protocol && known.endpoint === endpoint,
    );
    if (
      existing !== undefined &&
      [...attributes].some(([name, value]) => valueOr(existing.attributes, name) !== value)
    ) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    const subscription: StoredSubscription = existing ?? {
      arn: `${topic.arn}:${this.ids.uuid()}`,
      topicArn: topic.arn,
      protocol,
      endpoint,
      principal,
      attributes,
    };
    this.byArn.set(subscription.arn, subscription);
    const hidden = isPending(subscription) && input.ReturnSubscriptionArn !== true;
    return { SubscriptionArn: hidden ? 'pending confirmation' : subscription.arn };
  }

  unsubscribe(input: UnsubscribeInput): object {
    only('Unsubscribe', input, ['SubscriptionArn']);
    checkArn('SubscriptionArn', input.SubscriptionArn);
    if (input.SubscriptionArn?.split(':').length === 6) throw invalidParameter('SubscriptionId');
    this.byArn.delete(input.SubscriptionArn ?? '');
    return {};
  }

  listSubscriptions(input: ListSubscriptionsInput): ListSubscriptionsResponse {
    only('ListSubscriptions', input, ['NextToken']);
    return this.list([...this.byArn.values()], input.NextToken);
  }

  listSubscriptionsByTopic(input: ListSubscriptionsByTopicInput): ListSubscriptionsResponse {
    only('ListSubscriptionsByTopic', input, ['TopicArn', 'NextToken']);
    return this.list(this.ofTopic(this.topics.get(input.TopicArn).arn), input.NextToken);
  }

  getSubscriptionAttributes(input: GetSubscriptionAttributesInput): GetSubscriptionAttributesResponse {
    only('GetSubscriptionAttributes', input, ['SubscriptionArn']);
    const subscription = this.get(input.SubscriptionArn);
    return {
      Attributes: {
        RawMessageDelivery: 'false',
        ...shownAttributes(subscription.attributes),
        ConfirmationWasAuthenticated: String(!isPending(subscription)),
        SubscriptionPrincipal: subscription.principal,
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        Owner: this.platform.account,
        PendingConfirmation: String(isPending(subscription)),
      },
    };
  }

  setSubscriptionAttributes(input: SetSubscriptionAttributesInput): object {
    only('SetSubscriptionAttributes', input, ['SubscriptionArn', 'AttributeName', 'AttributeValue']);
    const { attributes, endpoint } = this.get(input.SubscriptionArn);
    const wanted = withAttribute(attributes, endpoint, input.AttributeName ?? '', input.AttributeValue ?? '');
    attributes.clear();
    for (const [name, value] of wanted) attributes.set(name, value);
    return {};
  }

  ofTopic(topicArn: string): StoredSubscription[] {
    return [...this.byArn.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  counts(topicArn: string): { confirmed: number; pending: number } {
    const all = this.ofTopic(topicArn);
    const pending = all.filter(isPending).length;
    return { confirmed: all.length - pending, pending };
  }

  private get(arn: string | undefined): StoredSubscription {
    const subscription = this.byArn.get(arn ?? '');
    if (subscription === undefined) throw new ServiceError('NotFound', 'Subscription does not exist', 404);
    return subscription;
  }

  private list(all: readonly StoredSubscription[], token: string | undefined): ListSubscriptionsResponse {
    const refuse = () => new ServiceError('InvalidParameter', 'Invalid parameter: NextToken');
    const { items, next } = page(all, token, 100, refuse);
    return {
      Subscriptions: items.map((subscription) => ({
        SubscriptionArn: isPending(subscription) ? 'PendingConfirmation' : subscription.arn,
        Owner: this.platform.account,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        TopicArn: subscription.topicArn,
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  }
}

export const isPending = ({ protocol }: StoredSubscription): boolean =>
  protocol === 'email' || protocol === 'email-json';

/** Those that SNS has, and that are not here. */
const OTHER_PROTOCOLS = ['http', 'https', 'sms', 'application', 'firehose'];

function protocolOf(protocol: string | undefined, isFifo: boolean): StoredSubscription['protocol'] {
  const known = PROTOCOLS.find((name) => name === protocol);
  const isOne = known !== undefined || OTHER_PROTOCOLS.includes(protocol ?? '');
  if (isOne && isFifo && protocol !== 'sqs') throw invalidParameter(`Invalid protocol type: ${protocol}`);
  if (known !== undefined) return known;
  if (isOne) throw new NotEmulatedError(`SNS subscriptions of protocol ${protocol}`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}
