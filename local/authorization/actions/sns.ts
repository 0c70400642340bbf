import type { CreateTopicInput, PublishInput, TagResourceRequest, UnsubscribeInput } from '@aws-sdk/client-sns';
import { type Needs, type NeedsOf, on, onAll } from './need';

const onTopic =
  (action: string): NeedsOf =>
  ({ TopicArn }: Pick<PublishInput, 'TopicArn'>) =>
    on(`sns:${action}`, TopicArn ?? '');

const onResource =
  (action: string): NeedsOf =>
  ({ ResourceArn }: Pick<TagResourceRequest, 'ResourceArn'>) =>
    on(`sns:${action}`, ResourceArn ?? '');

/** Of a subscription the topic is checked, whose ARN its own begins with. */
const onSubscription =
  (action: string): NeedsOf =>
  ({ SubscriptionArn = '' }: Partial<UnsubscribeInput>) =>
    on(`sns:${action}`, SubscriptionArn.split(':').slice(0, 6).join(':'));

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const sns: Needs = {
  CreateTopic: ({ Name }: CreateTopicInput, { region, account }) =>
    on('sns:CreateTopic', `arn:aws:sns:${region}:${account}:${Name}`),
  DeleteTopic: onTopic('DeleteTopic'),
  GetSubscriptionAttributes: onSubscription('GetSubscriptionAttributes'),
  GetTopicAttributes: onTopic('GetTopicAttributes'),
  ListSubscriptions: onAll('sns:ListSubscriptions'),
  ListSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
  ListTagsForResource: onResource('ListTagsForResource'),
  ListTopics: onAll('sns:ListTopics'),
  Publish: ({ TopicArn, TargetArn }: PublishInput) => on('sns:Publish', TopicArn ?? TargetArn ?? ''),
  // A batch needs the permission of the single action.
  PublishBatch: onTopic('Publish'),
  SetSubscriptionAttributes: onSubscription('SetSubscriptionAttributes'),
  SetTopicAttributes: onTopic('SetTopicAttributes'),
  Subscribe: onTopic('Subscribe'),
  TagResource: onResource('TagResource'),
  Unsubscribe: onSubscription('Unsubscribe'),
  UntagResource: onResource('UntagResource'),
};
