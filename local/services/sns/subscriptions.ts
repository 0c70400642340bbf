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
import { only } from '../support/only';
import { page } from '../support/page';
import type { Topics } from './topics';

export const PROTOCOLS = ['sqs', 'lambda', 'email', 'email-json'] as const;

export interface StoredSubscription {
  readonly arn: string;
  readonly topicArn: string;
  /** Email waits for a person to confirm, whom there is not here, and so receives nothing. */
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly endpoint: string;
  raw: boolean;
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
  }

  subscribe(input: SubscribeInput): SubscribeResponse {
    only('Subscribe', input, ['TopicArn', 'Protocol', 'Endpoint', 'Attributes', 'ReturnSubscriptionArn']);
    const topic = this.topics.get(input.TopicArn);
    const protocol = protocolOf(input.Protocol);
    const endpoint = input.Endpoint ?? '';
    if (protocol === 'sqs' && !endpoint.startsWith('arn:aws:sqs:')) {
      throw new ServiceError('InvalidParameter', 'Invalid parameter: SQS endpoint ARN');
    }
    if (protocol === 'lambda' && !/^arn:aws:lambda:[^:]*:\d+:function:/.test(endpoint)) {
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Lambda endpoint ARN');
    }
    const existing = this.ofTopic(topic.arn).find(
      (known) => known.protocol === protocol && known.endpoint === endpoint,
    );
    const subscription: StoredSubscription = existing ?? {
      arn: `${topic.arn}:${this.ids.uuid()}`,
      topicArn: topic.arn,
      protocol,
      endpoint,
      raw: false,
    };
    for (const [name, value] of Object.entries(input.Attributes ?? {})) set(subscription, name, value);
    this.byArn.set(subscription.arn, subscription);
    const hidden = isPending(subscription) && input.ReturnSubscriptionArn !== true;
    return { SubscriptionArn: hidden ? 'pending confirmation' : subscription.arn };
  }

  unsubscribe(input: UnsubscribeInput): object {
    this.byArn.delete(input.SubscriptionArn ?? '');
    return {};
  }

  listSubscriptions(input: ListSubscriptionsInput): ListSubscriptionsResponse {
    return this.list([...this.byArn.values()], input.NextToken);
  }

  listSubscriptionsByTopic(input: ListSubscriptionsByTopicInput): ListSubscriptionsResponse {
    return this.list(this.ofTopic(this.topics.get(input.TopicArn).arn), input.NextToken);
  }

  getSubscriptionAttributes(input: GetSubscriptionAttributesInput): GetSubscriptionAttributesResponse {
    const subscription = this.get(input.SubscriptionArn);
    return {
      Attributes: {
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        Owner: this.platform.account,
        RawMessageDelivery: String(subscription.raw),
        PendingConfirmation: String(isPending(subscription)),
      },
    };
  }

  setSubscriptionAttributes(input: SetSubscriptionAttributesInput): object {
    set(this.get(input.SubscriptionArn), input.AttributeName ?? '', input.AttributeValue ?? '');
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

function protocolOf(protocol: string | undefined): StoredSubscription['protocol'] {
  const known = PROTOCOLS.find((name) => name === protocol);
  if (known !== undefined) return known;
  throw new NotEmulatedError(`SNS subscriptions of protocol ${protocol}`);
}

function set(subscription: StoredSubscription, name: string, value: string): void {
  if (name !== 'RawMessageDelivery') throw new NotEmulatedError(`the subscription attribute ${name}`);
  subscription.raw = value === 'true';
}
