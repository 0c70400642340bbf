import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  ListRuleNamesByTargetRequest,
  ListRuleNamesByTargetResponse,
  ListRulesRequest,
  ListRulesResponse,
  PutRuleRequest,
  PutRuleResponse,
} from '@aws-sdk/client-eventbridge';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { tagsFrom } from '../support/tags';
import { DEFAULT_BUS, type EventBus, type EventBuses } from './buses';
import { badToken, limitOf } from './limits';
import { compilePattern } from './pattern';
import type { Rule } from './rule';
import { readSchedule, type Schedule } from './schedule';
import { checkTags } from './tags';
import { EVENTS } from './target-kind';

/** The rules of all buses. */
export class Rules {
  private readonly byArn = new Map<string, Rule>();

  /** @param tick called when a rule's schedule is due. */
  constructor(
    private readonly platform: Platform,
    private readonly buses: EventBuses,
    private readonly tick: (rule: Rule) => void,
  ) {}

  putRule(input: PutRuleRequest): PutRuleResponse {
    only('PutRule', input, [
      'Name',
      'ScheduleExpression',
      'EventPattern',
      'State',
      'Description',
      'RoleArn',
      'Tags',
      'EventBusName',
    ]);
    const bus = this.buses.get(input.EventBusName);
    const name = input.Name ?? '';
    const { State: state = 'ENABLED' } = input;
    // Empty is as good as absent, as long as the other one is there.
    const patternText = input.EventPattern || undefined;
    const schedule = input.ScheduleExpression || undefined;
    if (patternText === undefined && schedule === undefined) {
      throw new ServiceError(
        'ValidationException',
        'Parameter(s) EventPattern or ScheduleExpression must be specified.',
      );
    }
    if (state !== 'ENABLED' && state !== 'DISABLED') throw new NotEmulatedError(`the rule state ${state}`);
    const pattern = patternText === undefined ? undefined : compilePattern(patternText);
    if (schedule !== undefined) {
      if (bus.name !== DEFAULT_BUS) {
        throw new ServiceError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
      }
      readSchedule(schedule);
    }
    const arn = this.arn(name, bus.name);
    this.checkRole({ arn }, input.RoleArn);
    const rule: Rule = this.byArn.get(arn) ?? {
      name,
      bus: bus.name,
      arn,
      // Those that come with a later call are ignored, as AWS says.
      tags: checkTags(tagsFrom(input.Tags)),
      description: undefined,
      roleArn: undefined,
      enabled: false,
      patternText: undefined,
      pattern: undefined,
      schedule: undefined,
      timer: undefined,
      targets: new Map(),
    };
    Object.assign(rule, { patternText, pattern, schedule, description: input.Description, roleArn: input.RoleArn });
    this.byArn.set(arn, rule);
    this.setState(rule, state === 'ENABLED');
    return { RuleArn: rule.arn };
  }

  deleteRule(input: DeleteRuleRequest): void {
    // Force is for rules that a service manages; nobody's are here.
    only('DeleteRule', input, ['Name', 'EventBusName', 'Force']);
    const rule = this.find(input.Name, input.EventBusName);
    if (rule === undefined) return;
    if (rule.targets.size > 0)
      throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
    this.remove(rule);
  }

  /** With a bus go its rules, whatever targets they have. */
  clear(bus: EventBus): void {
    for (const rule of this.of(bus)) this.remove(rule);
  }

  enable(name: string | undefined, bus: string | undefined, enabled: boolean): void {
    this.setState(this.get(name, bus), enabled);
  }

  describeRule(input: DescribeRuleRequest): DescribeRuleResponse {
    only('DescribeRule', input, ['Name', 'EventBusName']);
    return { ...shown(this.get(input.Name, input.EventBusName)), CreatedBy: this.platform.account };
  }

  listRuleNamesByTarget(input: ListRuleNamesByTargetRequest): ListRuleNamesByTargetResponse {
    only('ListRuleNamesByTarget', input, ['TargetArn', 'EventBusName', 'NextToken', 'Limit']);
    const names = this.of(this.buses.get(input.EventBusName))
      .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === input.TargetArn))
      .map(({ name }) => name);
    const { items, next } = page(names, input.NextToken, limitOf(input.Limit), badToken);
    return { RuleNames: items, ...(next !== undefined && { NextToken: next }) };
  }

  listRules(input: ListRulesRequest): ListRulesResponse {
    only('ListRules', input, ['NamePrefix', 'EventBusName', 'NextToken', 'Limit']);
    const found = this.of(this.buses.get(input.EventBusName)).filter(({ name }) =>
      name.startsWith(input.NamePrefix ?? ''),
    );
    const { items, next } = page(found, input.NextToken, limitOf(input.Limit), badToken);
    return { Rules: items.map(shown), ...(next !== undefined && { NextToken: next }) };
  }

  /** By name. */
  of(bus: EventBus): Rule[] {
    return [...this.byArn.values()].filter((rule) => rule.bus === bus.name).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Of a bus, in the order they were made, for matching. */
  enabled(bus: string): Rule[] {
    return [...this.byArn.values()].filter((rule) => rule.bus === bus && rule.enabled);
  }

  /** @throws ResourceNotFoundException for a rule, or a bus, that does not exist */
  get(name: string | undefined, bus: string | undefined): Rule {
    const rule = this.find(name, bus);
    if (rule !== undefined) return rule;
    const { name: busName } = this.buses.get(bus);
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
  }

  private find(name = '', bus: string | undefined): Rule | undefined {
    return this.byArn.get(this.arn(name, this.buses.get(bus).name));
  }

  private remove(rule: Rule): void {
    rule.timer?.cancel();
    this.byArn.delete(rule.arn);
  }

  /** @throws ValidationException for a role that does not let EventBridge act as it */
  checkRole({ arn }: Pick<Rule, 'arn'>, role: string | undefined): void {
    if (role === undefined || this.platform.authorization.trusts(role, { service: EVENTS, sourceArn: arn })) return;
    throw new ServiceError(
      'ValidationException',
      `Provided role '${role}' cannot be assumed by principal '${EVENTS}'.`,
    );
  }

  private arn(name: string, bus: string): string {
    const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`;
    return `arn:aws:events:${this.platform.region}:${this.platform.account}:rule/${path}`;
  }

  /** The first tick of a rate comes one period after it is put or enabled. */
  private setState(rule: Rule, enabled: boolean): void {
    rule.enabled = enabled;
    rule.timer?.cancel();
    if (enabled && rule.schedule !== undefined)
      this.scheduleNext(rule, readSchedule(rule.schedule), this.platform.clock.now());
  }

  private scheduleNext(rule: Rule, schedule: Schedule, last: number): void {
    const due = schedule(last);
    if (due === undefined) return;
    rule.timer = this.platform.clock.at(due, `schedule ${rule.name}`, () => {
      this.scheduleNext(rule, schedule, due);
      this.tick(rule);
    });
  }
}

function shown({ name, bus, arn, description, roleArn, enabled, patternText, schedule }: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: bus,
    State: enabled ? ('ENABLED' as const) : ('DISABLED' as const),
    ...(patternText !== undefined && { EventPattern: patternText }),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
    ...(description !== undefined && { Description: description }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
  };
}
