import type { PutEventsRequest, PutRuleRequest, PutTargetsRequest } from '@aws-sdk/client-eventbridge';
import { type Home, type Needs, type NeedsOf, on, onAll, passing } from './need';

const onRule =
  (action: string): NeedsOf =>
  ({ Name, Rule, EventBusName: bus = 'default' }: RuleInput, { region, account }) => {
    const name = bus.slice(bus.lastIndexOf('/') + 1);
    const path = name === 'default' ? '' : `${name}/`;
    return on(`events:${action}`, `arn:aws:events:${region}:${account}:rule/${path}${Name ?? Rule}`);
  };

const onBus =
  (action: string): NeedsOf =>
  ({ Name = 'default' }: { readonly Name?: string }, home) =>
    on(`events:${action}`, busArn(Name, home));

const busArn = (bus: string, { region, account }: Home): string =>
  bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`;

const onResource =
  (action: string): NeedsOf =>
  ({ ResourceARN = '' }: { readonly ResourceARN?: string }) =>
    on(`events:${action}`, ResourceARN);

interface RuleInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly EventBusName?: string;
}

const SERVICE = 'events.amazonaws.com';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const events: Needs = {
  CreateEventBus: onBus('CreateEventBus'),
  DeleteEventBus: onBus('DeleteEventBus'),
  DescribeEventBus: onBus('DescribeEventBus'),
  ListEventBuses: onAll('events:ListEventBuses'),
  UpdateEventBus: onBus('UpdateEventBus'),
  ListTagsForResource: onResource('ListTagsForResource'),
  TagResource: onResource('TagResource'),
  UntagResource: onResource('UntagResource'),
  DeleteRule: onRule('DeleteRule'),
  DescribeRule: onRule('DescribeRule'),
  DisableRule: onRule('DisableRule'),
  EnableRule: onRule('EnableRule'),
  ListRuleNamesByTarget: onAll('events:ListRuleNamesByTarget'),
  ListRules: onAll('events:ListRules'),
  ListTargetsByRule: onRule('ListTargetsByRule'),
  PutEvents: ({ Entries = [] }: PutEventsRequest, home) => {
    const buses = new Set(Entries.map(({ EventBusName = 'default' }) => EventBusName));
    return on('events:PutEvents', ...[...buses].map((bus) => busArn(bus, home)));
  },
  PutRule: (input: PutRuleRequest, home) => [
    ...onRule('PutRule')(input as never, home),
    ...passing(input.RoleArn, SERVICE),
  ],
  PutTargets: (input: PutTargetsRequest, home) => [
    ...onRule('PutTargets')(input as never, home),
    ...(input.Targets ?? []).flatMap(({ RoleArn }) => passing(RoleArn, SERVICE)),
  ],
  RemoveTargets: onRule('RemoveTargets'),
  TestEventPattern: onAll('events:TestEventPattern'),
};
