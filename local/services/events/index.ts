import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service, ServiceEvent } from '../../kernel/platform';
import { Bus } from './bus';
import { Deliverer } from './deliver';
import { ruleType } from './resources';
import { onDefaultBus, Rules } from './rules';
import { listTargetsByRule, putTargets, removeTargets } from './targets';

export interface Events {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Puts an event of an AWS service on the default bus; gives its id. */
  put(event: ServiceEvent): string;
}

/** EventBridge: the default bus, its rules and their targets. */
export function createEvents(platform: Platform): Events {
  const rules: Rules = new Rules(platform, (rule) => bus.tick(rule));
  const bus = new Bus(platform, rules, new Deliverer(platform));
  const setEnabled = (input: { Name?: string; EventBusName?: string }, enabled: boolean): void => {
    onDefaultBus(input.EventBusName);
    rules.enable(input.Name, enabled);
  };
  return {
    service: {
      name: 'events',
      operations: {
        DeleteRule: (input) => rules.deleteRule(input),
        DescribeRule: (input) => rules.describeRule(input),
        DisableRule: (input) => setEnabled(input, false),
        EnableRule: (input) => setEnabled(input, true),
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
    resources: [ruleType(rules)],
    put: (event) => bus.put(event),
  };
}
