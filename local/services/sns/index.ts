import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { Publisher } from './publish';
import type { PublishedMessage } from './published-message';
import { subscriptionType, topicPolicyType, topicType } from './resources';
import { Subscriptions } from './subscriptions';
import { topicPolicy } from './topic-policy';
import { Topics } from './topics';

export type { PublishedMessage } from './published-message';

export interface Sns {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** What was published, oldest first: of one topic, or of all. The last 1000 are kept. */
  published(topicArn?: string): readonly PublishedMessage[];
}

/** SNS: standard and FIFO topics, delivered to SQS and Lambda. */
export function createSns(platform: Platform): Sns {
  const topics = new Topics(platform);
  const subscriptions = new Subscriptions(platform, topics);
  const publisher = new Publisher(platform, topics, subscriptions);
  return {
    service: {
      name: 'sns',
      policyOf: (arn) => {
        const topic = topics.find(arn);
        return topic === undefined ? undefined : topicPolicy(topic, platform.account);
      },
      operations: {
        CreateTopic: (input) => topics.createTopic(input),
        DeleteTopic: (input) => topics.deleteTopic(input),
        GetSubscriptionAttributes: (input) => subscriptions.getSubscriptionAttributes(input),
        GetTopicAttributes: (input) => topics.getTopicAttributes(input, (arn) => subscriptions.counts(arn)),
        ListSubscriptions: (input) => subscriptions.listSubscriptions(input),
        ListSubscriptionsByTopic: (input) => subscriptions.listSubscriptionsByTopic(input),
        ListTagsForResource: (input) => topics.listTags(input),
        ListTopics: (input) => topics.listTopics(input),
        Publish: (input, call) => publisher.publish(input, call),
        PublishBatch: (input, call) => publisher.publishBatch(input, call),
        SetSubscriptionAttributes: (input) => subscriptions.setSubscriptionAttributes(input),
        SetTopicAttributes: (input) => topics.setTopicAttributes(input),
        Subscribe: (input, { principal }) =>
          subscriptions.subscribe(input, principal.kind === 'service' ? undefined : principal.arn),
        TagResource: (input) => topics.tag(input),
        Unsubscribe: (input) => subscriptions.unsubscribe(input),
        UntagResource: (input) => topics.untag(input),
      },
    },
    resources: [topicType(topics, subscriptions), topicPolicyType(topics), subscriptionType(subscriptions)],
    published: (topicArn) => publisher.published(topicArn),
  };
}
