import type {
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  Target,
} from '@aws-sdk/client-eventbridge';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import { badToken, limitOf, onDefaultBus, type Rules } from './rules';
import { checkInput } from './target-input';
import { targetKind } from './target-kind';

const KNOWN = ['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'DeadLetterConfig', 'RetryPolicy'];
const MOST_TARGETS = 5;

export function putTargets(rules: Rules, input: PutTargetsRequest): PutTargetsResponse {
  only('PutTargets', input, ['Rule', 'EventBusName', 'Targets']);
  onDefaultBus(input.EventBusName);
  const rule = rules.get(input.Rule);
  const targets = input.Targets ?? [];
  checkCount('targets', targets);
  for (const target of targets) check(target);
  for (const { RoleArn } of targets) rules.checkRole(rule, RoleArn);
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id as string)]);
  if (ids.size > MOST_TARGETS) {
    throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  }
  for (const target of targets) rule.targets.set(target.Id as string, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function removeTargets(rules: Rules, input: RemoveTargetsRequest): RemoveTargetsResponse {
  only('RemoveTargets', input, ['Rule', 'EventBusName', 'Ids', 'Force']);
  onDefaultBus(input.EventBusName);
  const rule = rules.get(input.Rule);
  const ids = input.Ids ?? [];
  checkCount('ids', ids);
  const unknown = ids.filter((id) => !rule.targets.delete(id));
  return {
    FailedEntryCount: unknown.length,
    FailedEntries: unknown.map((id) => ({
      TargetId: id,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${id}.`,
    })),
  };
}

export function listTargetsByRule(rules: Rules, input: ListTargetsByRuleRequest): ListTargetsByRuleResponse {
  only('ListTargetsByRule', input, ['Rule', 'EventBusName', 'NextToken', 'Limit']);
  onDefaultBus(input.EventBusName);
  const all = [...rules.get(input.Rule).targets.values()];
  const { items, next } = page(all, input.NextToken, limitOf(input.Limit), badToken);
  return { Targets: items, ...(next !== undefined && { NextToken: next }) };
}

/** Of a request, more than a rule may have. */
const MOST_PER_CALL = 100;

function checkCount(name: string, list: readonly unknown[]): void {
  if (list.length > 0 && list.length <= MOST_PER_CALL) return;
  const bound = list.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_PER_CALL}`;
  throw invalid(
    `1 validation error detected: Value '[${list.length === 0 ? '' : '…'}]' at '${name}' failed to satisfy constraint: Member must have length ${bound}`,
  );
}

function check(target: Target): void {
  only('Target', target, KNOWN);
  const { Id: id = '', Arn: arn = '', RoleArn: role, RetryPolicy: retry = {}, DeadLetterConfig: dead } = target;
  if (!/^[\w.-]{1,64}$/.test(id)) throw invalid(`Value '${id}' at 'targets.1.member.id' failed to satisfy constraint`);
  if (targetKind(arn) === 'stateMachine' && role === undefined) throw invalid(`RoleArn is required for target ${arn}.`);
  if (dead?.Arn !== undefined && (!dead.Arn.startsWith('arn:aws:sqs:') || dead.Arn.endsWith('.fifo'))) {
    throw invalid('The dead-letter queue must be a standard SQS queue of the same region.');
  }
  const { MaximumRetryAttempts: attempts = 0, MaximumEventAgeInSeconds: age = 60 } = retry;
  if (attempts < 0 || attempts > 185) throw invalid('MaximumRetryAttempts must be between 0 and 185.');
  if (age < 60 || age > 86_400) throw invalid('MaximumEventAgeInSeconds must be between 60 and 86400.');
  only('RetryPolicy', retry, ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']);
  if (target.InputTransformer !== undefined)
    only('InputTransformer', target.InputTransformer, ['InputPathsMap', 'InputTemplate']);
  if (arn === '') throw new NotEmulatedError('targets without Arn');
  checkInput(target);
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
