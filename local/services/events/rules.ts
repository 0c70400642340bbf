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
import { compilePattern } from './pattern';
import type { Rule } from './rule';
import { ratePeriod } from './schedule';
import { EVENTS } from './target-kind';

const MOST_PER_PAGE = 100;

/** The rules of the default bus. */
export class Rules {
  private readonly byName = new Map<string, Rule>();

  /** @param tick called when a rule's schedule is due. */
  constructor(
    private readonly platform: Platform,
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
    onDefaultBus(input.EventBusName);
    const name = input.Name ?? '';
    if (!/^[\w.-]{1,64}$/.test(name)) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      );
    }
    const { EventPattern: patternText, ScheduleExpression: schedule, State: state = 'ENABLED' } = input;
    if (patternText === undefined && schedule === undefined) {
      throw new ServiceError(
        'ValidationException',
        'Parameter(s) EventPattern or ScheduleExpression must be specified.',
      );
    }
    if (state !== 'ENABLED' && state !== 'DISABLED') throw new NotEmulatedError(`the rule state ${state}`);
    const pattern = patternText === undefined ? undefined : compilePattern(patternText);
    if (schedule !== undefined) ratePeriod(schedule);
    this.checkRole({ arn: this.arn(name) }, input.RoleArn);
    const rule: Rule = this.byName.get(name) ?? {
      name,
      arn: this.arn(name),
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
    this.byName.set(name, rule);
    this.setState(rule, state === 'ENABLED');
    return { RuleArn: rule.arn };
  }

  deleteRule(input: DeleteRuleRequest): void {
    // Force is for rules that a service manages; nobody's are here.
    only('DeleteRule', input, ['Name', 'EventBusName', 'Force']);
    onDefaultBus(input.EventBusName);
    const rule = this.byName.get(input.Name ?? '');
    if (rule === undefined) return;
    if (rule.targets.size > 0)
      throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
    rule.timer?.cancel();
    this.byName.delete(rule.name);
  }

  enable(name: string | undefined, enabled: boolean): void {
    this.setState(this.get(name), enabled);
  }

  describeRule(input: DescribeRuleRequest): DescribeRuleResponse {
    onDefaultBus(input.EventBusName);
    return { ...shown(this.get(input.Name)), CreatedBy: this.platform.account };
  }

  listRuleNamesByTarget(input: ListRuleNamesByTargetRequest): ListRuleNamesByTargetResponse {
    only('ListRuleNamesByTarget', input, ['TargetArn', 'EventBusName', 'NextToken', 'Limit']);
    onDefaultBus(input.EventBusName);
    const names = this.all()
      .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === input.TargetArn))
      .map(({ name }) => name);
    const { items, next } = page(names, input.NextToken, limitOf(input.Limit), badToken);
    return { RuleNames: items, ...(next !== undefined && { NextToken: next }) };
  }

  listRules(input: ListRulesRequest): ListRulesResponse {
    only('ListRules', input, ['NamePrefix', 'EventBusName', 'NextToken', 'Limit']);
    onDefaultBus(input.EventBusName);
    const found = this.all().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    const { items, next } = page(found, input.NextToken, limitOf(input.Limit), badToken);
    return { Rules: items.map(shown), ...(next !== undefined && { NextToken: next }) };
  }

  /** By name. */
  all(): Rule[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** In the order they were made, for matching. */
  enabled(): Rule[] {
    return [...this.byName.values()].filter(({ enabled }) => enabled);
  }

  get(name: string | undefined): Rule {
    const rule = this.byName.get(name ?? '');
    if (rule !== undefined) return rule;
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  }

  /** @throws ValidationException for a role that does not let EventBridge act as it */
  checkRole({ arn }: Pick<Rule, 'arn'>, role: string | undefined): void {
    if (role === undefined || this.platform.authorization.trusts(role, { service: EVENTS, sourceArn: arn })) return;
    throw new ServiceError(
      'ValidationException',
      `Provided role '${role}' cannot be assumed by principal '${EVENTS}'.`,
    );
  }

  arn(name: string): string {
    return `arn:aws:events:${this.platform.region}:${this.platform.account}:rule/${name}`;
  }

  /** The first tick of a schedule comes one period after it is put or enabled. */
  private setState(rule: Rule, enabled: boolean): void {
    rule.enabled = enabled;
    rule.timer?.cancel();
    if (enabled && rule.schedule !== undefined)
      this.scheduleNext(rule, ratePeriod(rule.schedule), this.platform.clock.now());
  }

  private scheduleNext(rule: Rule, period: number, last: number): void {
    rule.timer = this.platform.clock.at(last + period, `schedule ${rule.name}`, () => {
      this.scheduleNext(rule, period, last + period);
      this.tick(rule);
    });
  }
}

/** Refuses any bus but the default one, which may be named or given by ARN. */
export function onDefaultBus(bus: string | undefined): void {
  if (bus === undefined || bus === 'default' || bus.endsWith(':event-bus/default')) return;
  throw new NotEmulatedError(`event buses other than the default one (${bus})`);
}

/** Items of a page. @throws ValidationException */
export function limitOf(limit = MOST_PER_PAGE): number {
  if (limit >= 1 && limit <= MOST_PER_PAGE) return limit;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_PER_PAGE}`;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

export const badToken = (): ServiceError => new ServiceError('ValidationException', 'The NextToken is not valid.');

function shown({ name, arn, description, roleArn, enabled, patternText, schedule }: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: 'default',
    State: enabled ? ('ENABLED' as const) : ('DISABLED' as const),
    ...(patternText !== undefined && { EventPattern: patternText }),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
    ...(description !== undefined && { Description: description }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
  };
}
