import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service, ServiceEvent } from '../../kernel/platform';
import { only } from '../support/only';
import { Bus } from './bus';
import { EventBuses } from './buses';
import { Deliverer } from './deliver';
import { busType, ruleType } from './resources';
import { Rules } from './rules';
import { tagOperations } from './tags';
import { listTargetsByRule, putTargets, removeTargets } from './targets';

export interface Events {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Puts an event of an AWS service on the default bus; gives its id. */
  put(event: ServiceEvent): string;
}

/** EventBridge: event buses, their rules and the rules' targets. */
export function createEvents(platform: Platform): Events {
  const buses = new EventBuses(platform);
  const rules: Rules = new Rules(platform, buses, (rule) => bus.tick(rule));
  const deliverer = new Deliverer(platform, (event, name, hops) => bus.forward(event, name, hops));
  const bus = new Bus(platform, buses, rules, deliverer);
  const setEnabled = (operation: string, input: { Name?: string; EventBusName?: string }, enabled: boolean): void => {
    only(operation, input, ['Name', 'EventBusName']);
    rules.enable(input.Name, input.EventBusName, enabled);
  };
  return {
    service: {
      name: 'events',
      operations: {
        CreateEventBus: (input) => buses.create(input),
        DeleteEventBus: (input) => buses.delete(input, (gone) => rules.clear(gone)),
        DescribeEventBus: (input) => buses.describe(input),
        ListEventBuses: (input) => buses.list(input),
        UpdateEventBus: (input) => buses.update(input),
        ...tagOperations(buses, rules),
        DeleteRule: (input) => rules.deleteRule(input),
        DescribeRule: (input) => rules.describeRule(input),
        DisableRule: (input) => setEnabled('DisableRule', input, false),
        EnableRule: (input) => setEnabled('EnableRule', input, true),
        ListRuleNamesByTarget: (input) => rules.listRuleNamesByTarget(input),
        ListRules: (input) => rules.listRules(input),
        ListTargetsByRule: (input) => listTargetsByRule(rules, input),
        PutEvents: (input) => bus.putEvents(input),
        PutRule: (input) => rules.putRule(input),
        PutTargets: (input) => putTargets(rules, input),
        RemoveTargets: (input) => removeTargets(rules, input),
        TestEventPattern: (input) => bus.testEventPattern(input),
      },
    },
    resources: [ruleType(rules), busType(buses, rules)],
    put: (event) => bus.put(event),
  };
}
