import type { PutRuleRequest, Target } from '@aws-sdk/client-eventbridge';
import type { ResourceType } from '../../cloudformation/resource-type';
import { isObject } from '../support/json';
import type { Rules } from './rules';
import { putTargets } from './targets';

const SAME_AS_API = ['Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State'];

export function ruleType(rules: Rules): ResourceType {
  return {
    type: 'AWS::Events::Rule',
    properties: ['Name', 'EventPattern', 'Targets', ...SAME_AS_API],
    withoutEffect: { Tags: 'tags are not kept' },
    create: (properties, context) => {
      const name = (properties.Name as string | undefined) ?? context.physicalName(64);
      const pattern = properties.EventPattern;
      const given = SAME_AS_API.filter((property) => properties[property] !== undefined);
      const arn = rules.putRule({
        Name: name,
        ...Object.fromEntries(given.map((property) => [property, properties[property]])),
        ...(pattern !== undefined && { EventPattern: isObject(pattern) ? JSON.stringify(pattern) : String(pattern) }),
      } as PutRuleRequest).RuleArn as string;
      const targets = (properties.Targets ?? []) as Target[];
      if (targets.length > 0) putTargets(rules, { Rule: name, Targets: targets });
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}
