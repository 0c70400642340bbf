import type { PutEventsRequest, PutRuleRequest, PutTargetsRequest } from '@aws-sdk/client-eventbridge';
import { type Needs, type NeedsOf, on, onAll, passing } from './need';

const onRule =
  (action: string): NeedsOf =>
  ({ Name, Rule }: { readonly Name?: string; readonly Rule?: string }, { region, account }) =>
    on(`events:${action}`, `arn:aws:events:${region}:${account}:rule/${Name ?? Rule}`);

const SERVICE = 'events.amazonaws.com';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const events: Needs = {
  DeleteRule: onRule('DeleteRule'),
  DescribeRule: onRule('DescribeRule'),
  DisableRule: onRule('DisableRule'),
  EnableRule: onRule('EnableRule'),
  ListRuleNamesByTarget: onAll('events:ListRuleNamesByTarget'),
  ListRules: onAll('events:ListRules'),
  ListTargetsByRule: onRule('ListTargetsByRule'),
  PutEvents: ({ Entries = [] }: PutEventsRequest, { region, account }) => {
    const buses = new Set(Entries.map(({ EventBusName = 'default' }) => EventBusName));
    const arn = (bus: string) =>
      bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`;
    return on('events:PutEvents', ...[...buses].map(arn));
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
