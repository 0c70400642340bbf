import type { ResourceType } from '../../cloudformation/resource-type';
import { isObject } from '../support/json';
import type { Subscriptions } from './subscriptions';
import type { Topics } from './topics';

interface SubscriptionProperty {
  readonly Protocol: string;
  readonly Endpoint: string;
}

export function topicType(topics: Topics, subscriptions: Subscriptions): ResourceType {
  return {
    type: 'AWS::SNS::Topic',
    properties: ['TopicName', 'DisplayName', 'Subscription', 'KmsMasterKeyId'],
    withoutEffect: { Tags: 'tags are not kept' },
    create: (properties, context) => {
      const name = (properties.TopicName as string | undefined) ?? context.physicalName(256);
      const attributes = Object.fromEntries(
        ['DisplayName', 'KmsMasterKeyId'].flatMap((attribute) => {
          const value = properties[attribute];
          return value === undefined ? [] : [[attribute, String(value)] as const];
        }),
      );
      const arn = topics.createTopic({ Name: name, Attributes: attributes }).TopicArn as string;
      for (const { Protocol, Endpoint } of (properties.Subscription ?? []) as SubscriptionProperty[]) {
        subscriptions.subscribe({ TopicArn: arn, Protocol, Endpoint });
      }
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
  };
}

export function topicPolicyType(topics: Topics): ResourceType {
  return {
    type: 'AWS::SNS::TopicPolicy',
    properties: ['PolicyDocument', 'Topics'],
    create: (properties, context) => {
      const policy = JSON.stringify(properties.PolicyDocument);
      for (const arn of properties.Topics as string[]) {
        topics.setTopicAttributes({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy });
      }
      const id = context.physicalName();
      return { ref: id, attributes: { Id: id } };
    },
  };
}

export function subscriptionType(subscriptions: Subscriptions): ResourceType {
  return {
    type: 'AWS::SNS::Subscription',
    properties: ['Endpoint', 'Protocol', 'RawMessageDelivery', 'TopicArn'],
    create: (properties) => {
      const attributes = Object.fromEntries(
        ['RawMessageDelivery'].flatMap((name) => {
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
  };
}
