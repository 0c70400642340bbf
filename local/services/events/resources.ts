import type { PutRuleRequest, Tag, Target } from '@aws-sdk/client-eventbridge';
import { changedProperties } from '../../cloudformation/property-changes';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import { isObject } from '../support/json';
import { tagsFrom } from '../support/tags';
import { DEFAULT_BUS, type EventBuses } from './buses';
import type { Rules } from './rules';
import { checkTags } from './tags';
import { putTargets, removeTargets } from './targets';

const SAME_AS_API = ['Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State'];

export function ruleType(rules: Rules): ResourceType {
  const putRule = (name: string, properties: Properties): string => {
    const pattern = properties.EventPattern;
    const given = SAME_AS_API.filter((property) => properties[property] !== undefined);
    const arn = rules.putRule({
      Name: name,
      ...Object.fromEntries(given.map((property) => [property, properties[property]])),
      ...(pattern !== undefined && { EventPattern: isObject(pattern) ? JSON.stringify(pattern) : String(pattern) }),
    } as PutRuleRequest).RuleArn as string;
    rules.get(name, busOf(properties)).tags = checkTags(tagsFrom(properties.Tags as Tag[] | undefined));
    return arn;
  };
  const remove = (name: string, properties: Properties, targets: readonly Target[]): void => {
    const Ids = targets.flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
    if (Ids.length > 0) removeTargets(rules, { Rule: name, EventBusName: busOf(properties), Ids });
  };
  const put = (name: string, properties: Properties): void => {
    const Targets = targetsOf(properties);
    if (Targets.length > 0) putTargets(rules, { Rule: name, EventBusName: busOf(properties), Targets });
  };
  return {
    type: 'AWS::Events::Rule',
    properties: ['Name', 'EventPattern', 'Tags', 'Targets', ...SAME_AS_API],
    replacement: ['EventBusName', 'Name'],
    nameProperty: 'Name',
    create: (properties, context) => {
      const name = (properties.Name as string | undefined) ?? context.physicalName(64);
      const arn = putRule(name, properties);
      put(name, properties);
      const bus = busOf(properties);
      return { ref: bus === undefined || bus === DEFAULT_BUS ? name : `${bus}|${name}`, attributes: { Arn: arn } };
    },
    update: (standing, properties) => {
      const name = nameOf(standing.ref);
      const changed = changedProperties(standing.properties, properties);
      // Putting a rule begins its schedule anew, which new targets alone are no reason for.
      const ofRule = ['EventPattern', 'Tags', ...SAME_AS_API];
      if (changed.some((property) => ofRule.includes(property))) putRule(name, properties);
      if (changed.includes('Targets')) {
        const kept = new Set(targetsOf(properties).map(({ Id }) => Id));
        // First away, then in: a rule has room for five.
        remove(
          name,
          properties,
          targetsOf(standing.properties).filter(({ Id }) => !kept.has(Id)),
        );
        put(name, properties);
      }
      return standing;
    },
    /** @throws ValidationException while the rule has targets of somebody else */
    delete: ({ ref, properties }) =>
      unlessGone(['ResourceNotFoundException'], () => {
        remove(nameOf(ref), properties, targetsOf(properties));
        const EventBusName = busOf(properties);
        rules.deleteRule({ Name: nameOf(ref), ...(EventBusName !== undefined && { EventBusName }) });
      }),
  };
}

export function busType(buses: EventBuses, rules: Rules): ResourceType {
  return {
    type: 'AWS::Events::EventBus',
    properties: ['Name', 'Description', 'Tags'],
    replacement: ['Name'],
    create: ({ Name, Description, Tags }) => {
      const name = Name as string;
      buses.create({
        Name: name,
        ...(Description !== undefined && { Description: Description as string }),
        ...(Tags !== undefined && { Tags: Tags as Tag[] }),
      });
      return { ref: name, attributes: { Arn: buses.get(name).arn, Name: name } };
    },
    update: (standing, { Description, Tags }) => {
      const bus = buses.get(standing.ref);
      buses.update({ Name: bus.name, Description: (Description as string | undefined) ?? '' });
      bus.tags = checkTags(tagsFrom(Tags as Tag[] | undefined));
      return standing;
    },
    delete: ({ ref }) =>
      unlessGone(['ResourceNotFoundException'], () => buses.delete({ Name: ref }, (bus) => rules.clear(bus))),
  };
}

const targetsOf = ({ Targets = [] }: Properties): Target[] => Targets as Target[];
const busOf = ({ EventBusName }: Properties): string | undefined => EventBusName as string | undefined;
/** The reference of a rule on a bus of one's own has the bus before the name. */
const nameOf = (ref: string): string => ref.slice(ref.indexOf('|') + 1);
