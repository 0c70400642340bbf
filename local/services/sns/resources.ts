import type { Tag as SnsTag } from '@aws-sdk/client-sns';
import { changedProperties } from '../../cloudformation/property-changes';
import type { Properties, ResourceContext, ResourceType } from '../../cloudformation/resource-type';
import { isObject } from '../support/json';
import { tagsFrom } from '../support/tags';
import type { Subscriptions } from './subscriptions';
import { FIFO_DEFAULTS } from './topic-attributes';
import type { Topics } from './topics';

interface SubscriptionProperty {
  readonly Protocol: string;
  readonly Endpoint: string;
}

const TOPIC_ATTRIBUTES = ['ContentBasedDeduplication', 'DisplayName', 'FifoThroughputScope', 'KmsMasterKeyId'];
const FIFO: Readonly<Record<string, string>> = FIFO_DEFAULTS;

export function topicType(topics: Topics, subscriptions: Subscriptions): ResourceType {
  const subscribe = (topicArn: string, wanted: readonly SubscriptionProperty[]): void => {
    for (const { Protocol, Endpoint } of wanted) subscriptions.subscribe({ TopicArn: topicArn, Protocol, Endpoint });
  };
  return {
    type: 'AWS::SNS::Topic',
    properties: ['TopicName', 'FifoTopic', 'Subscription', 'Tags', ...TOPIC_ATTRIBUTES],
    replacement: ['FifoTopic', 'TopicName'],
    nameProperty: 'TopicName',
    create: (properties, context) => {
      const name = (properties.TopicName as string | undefined) ?? generatedName(properties, context);
      const attributes = Object.fromEntries(
        ['FifoTopic', ...TOPIC_ATTRIBUTES].flatMap((attribute) => {
          const value = properties[attribute];
          return value === undefined ? [] : [[attribute, String(value)] as const];
        }),
      );
      const arn = topics.createTopic({ Name: name, Attributes: attributes, Tags: tagsOf(properties) })
        .TopicArn as string;
      subscribe(arn, subscriptionsOf(properties));
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name, ...displayName(properties) } };
    },
    update: (standing, properties) => {
      const arn = standing.ref;
      for (const attribute of changedProperties(standing.properties, properties)) {
        if (!TOPIC_ATTRIBUTES.includes(attribute)) continue;
        const value = properties[attribute] ?? (isFifo(properties) ? FIFO[attribute] : undefined);
        if (value === undefined) topics.get(arn).attributes.delete(attribute);
        else topics.setTopicAttributes({ TopicArn: arn, AttributeName: attribute, AttributeValue: String(value) });
      }
      topics.get(arn).tags = tagsFrom(tagsOf(properties));
      const wanted = subscriptionsOf(properties);
      const before = subscriptionsOf(standing.properties);
      subscribe(arn, wanted.filter(isMissingIn(before)));
      for (const { Protocol, Endpoint } of before.filter(isMissingIn(wanted))) {
        const found = subscriptions.ofTopic(arn).find((one) => one.protocol === Protocol && one.endpoint === Endpoint);
        if (found !== undefined) subscriptions.unsubscribe({ SubscriptionArn: found.arn });
      }
      const { DisplayName: _, ...attributes } = standing.attributes;
      return { ...standing, attributes: { ...attributes, ...displayName(properties) } };
    },
    delete: ({ ref }) => topics.deleteTopic({ TopicArn: ref }),
  };
}

const isFifo = ({ FifoTopic }: Properties): boolean => String(FifoTopic) === 'true';

/** The suffix that a FIFO topic needs does not count towards the 256 characters. */
const generatedName = (properties: Properties, context: ResourceContext): string =>
  `${context.physicalName(256)}${isFifo(properties) ? '.fifo' : ''}`;

/** AWS gives it as an attribute, too, which its documentation does not tell. */
const displayName = ({ DisplayName }: Properties) => (DisplayName === undefined ? {} : { DisplayName });

const tagsOf = ({ Tags = [] }: Properties) => Tags as SnsTag[];

const subscriptionsOf = ({ Subscription = [] }: Properties) => Subscription as readonly SubscriptionProperty[];

const isMissingIn =
  (others: readonly SubscriptionProperty[]) =>
  (one: SubscriptionProperty): boolean =>
    !others.some((other) => other.Protocol === one.Protocol && other.Endpoint === one.Endpoint);

export function topicPolicyType(topics: Topics): ResourceType {
  const put = (properties: Properties): void => {
    const policy = JSON.stringify(properties.PolicyDocument);
    for (const arn of topicsOf(properties)) {
      topics.setTopicAttributes({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy });
    }
  };
  const clear = (arns: readonly string[]): void => {
    for (const arn of arns) topics.find(arn)?.attributes.delete('Policy');
  };
  return {
    type: 'AWS::SNS::TopicPolicy',
    properties: ['PolicyDocument', 'Topics'],
    replacement: [],
    create: (properties, context) => {
      put(properties);
      const id = context.physicalName();
      return { ref: id, attributes: { Id: id } };
    },
    update: (standing, properties) => {
      put(properties);
      const kept = topicsOf(properties);
      clear(topicsOf(standing.properties).filter((arn) => !kept.includes(arn)));
      return standing;
    },
    delete: ({ properties }) => clear(topicsOf(properties)),
  };
}

const topicsOf = ({ Topics: arns = [] }: Properties) => arns as readonly string[];

/** The scope comes before the policy that is read by it. */
const SUBSCRIPTION_ATTRIBUTES = ['FilterPolicyScope', 'FilterPolicy', 'RawMessageDelivery', 'RedrivePolicy'];
/** What a property that is taken out of a template becomes. */
const DEFAULTS: Readonly<Record<string, string>> = {
  FilterPolicyScope: 'MessageAttributes',
  FilterPolicy: '',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
};

export function subscriptionType(subscriptions: Subscriptions): ResourceType {
  return {
    type: 'AWS::SNS::Subscription',
    properties: ['Endpoint', 'Protocol', ...SUBSCRIPTION_ATTRIBUTES, 'TopicArn'],
    replacement: ['Endpoint', 'Protocol', 'TopicArn'],
    create: (properties) => {
      const attributes = Object.fromEntries(
        SUBSCRIPTION_ATTRIBUTES.flatMap((name) => {
          const value = properties[name];
          return value === undefined ? [] : [[name, isObject(value) ? JSON.stringify(value) : String(value)] as const];
        }),
      );
      const arn = subscriptions.subscribe({
        TopicArn: properties.TopicArn as string,
        Protocol: properties.Protocol as string,
        Endpoint: properties.Endpoint as string,
        Attributes: attributes,
        ReturnSubscriptionArn: true,
      }).SubscriptionArn as string;
      return { ref: arn, attributes: { Arn: arn } };
    },
    update: (standing, properties) => {
      for (const name of SUBSCRIPTION_ATTRIBUTES) {
        const value = properties[name] ?? DEFAULTS[name];
        if (value === undefined) continue;
        subscriptions.setSubscriptionAttributes({
          SubscriptionArn: standing.ref,
          AttributeName: name,
          AttributeValue: isObject(value) ? JSON.stringify(value) : String(value),
        });
      }
      return standing;
    },
    delete: ({ ref }) => subscriptions.unsubscribe({ SubscriptionArn: ref }),
  };
}
