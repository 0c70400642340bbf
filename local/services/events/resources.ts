import type { PutRuleRequest, Target } from '@aws-sdk/client-eventbridge';
import { changedProperties } from '../../cloudformation/property-changes';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import { isObject } from '../support/json';
import type { Rules } from './rules';
import { putTargets, removeTargets } from './targets';

const SAME_AS_API = ['Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State'];

export function ruleType(rules: Rules): ResourceType {
  const putRule = (name: string, properties: Properties): string => {
    const pattern = properties.EventPattern;
    const given = SAME_AS_API.filter((property) => properties[property] !== undefined);
    return rules.putRule({
      Name: name,
      ...Object.fromEntries(given.map((property) => [property, properties[property]])),
      ...(pattern !== undefined && { EventPattern: isObject(pattern) ? JSON.stringify(pattern) : String(pattern) }),
    } as PutRuleRequest).RuleArn as string;
  };
  const remove = (name: string, targets: readonly Target[]): void => {
    const ids = targets.flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
    if (ids.length > 0) removeTargets(rules, { Rule: name, Ids: ids });
  };
  return {
    type: 'AWS::Events::Rule',
    properties: ['Name', 'EventPattern', 'Targets', ...SAME_AS_API],
    withoutEffect: { Tags: 'tags are not kept' },
    replacement: ['EventBusName', 'Name'],
    nameProperty: 'Name',
    create: (properties, context) => {
      const name = (properties.Name as string | undefined) ?? context.physicalName(64);
      const arn = putRule(name, properties);
      const targets = targetsOf(properties);
      if (targets.length > 0) putTargets(rules, { Rule: name, Targets: targets });
      return { ref: name, attributes: { Arn: arn } };
    },
    update: (standing, properties) => {
      const name = standing.ref;
      const changed = changedProperties(standing.properties, properties);
      // Putting a rule begins its schedule anew, which new targets alone are no reason for.
      const ofRule = ['EventPattern', ...SAME_AS_API];
      if (changed.some((property) => ofRule.includes(property))) putRule(name, properties);
      if (changed.includes('Targets')) {
        const targets = targetsOf(properties);
        const kept = new Set(targets.map(({ Id }) => Id));
        // First away, then in: a rule has room for five.
        remove(
          name,
          targetsOf(standing.properties).filter(({ Id }) => !kept.has(Id)),
        );
        if (targets.length > 0) putTargets(rules, { Rule: name, Targets: targets });
      }
      return standing;
    },
    /** @throws ValidationException while the rule has targets of somebody else */
    delete: ({ ref, properties }) =>
      unlessGone(['ResourceNotFoundException'], () => {
        remove(ref, targetsOf(properties));
        rules.deleteRule({ Name: ref });
      }),
  };
}

const targetsOf = ({ Targets = [] }: Properties): Target[] => Targets as Target[];
