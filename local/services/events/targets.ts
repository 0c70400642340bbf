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
import { badToken, limitOf } from './limits';
import type { Rules } from './rules';
import { checkInput } from './target-input';
import { targetKind } from './target-kind';

const KNOWN = [
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'DeadLetterConfig',
  'RetryPolicy',
  'SqsParameters',
];
const MOST_TARGETS = 5;

export function putTargets(rules: Rules, input: PutTargetsRequest): PutTargetsResponse {
  only('PutTargets', input, ['Rule', 'EventBusName', 'Targets']);
  const rule = rules.get(input.Rule, input.EventBusName);
  const targets = input.Targets ?? [];
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
  const rule = rules.get(input.Rule, input.EventBusName);
  const ids = input.Ids ?? [];
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
  const all = [...rules.get(input.Rule, input.EventBusName).targets.values()];
  const { items, next } = page(all, input.NextToken, limitOf(input.Limit), badToken);
  return { Targets: items, ...(next !== undefined && { NextToken: next }) };
}

function check(target: Target): void {
  only('Target', target, KNOWN);
  const { Arn: arn = '', RoleArn: role, RetryPolicy: retry = {}, DeadLetterConfig: dead } = target;
  if (arn !== '' && !/^arn:[^:]+:[^:]+:/.test(arn)) {
    throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (targetKind(arn) === 'stateMachine' && role === undefined) throw invalid(`RoleArn is required for target ${arn}.`);
  if (dead?.Arn !== undefined && (!dead.Arn.startsWith('arn:aws:sqs:') || dead.Arn.endsWith('.fifo'))) {
    throw invalid('The dead-letter queue must be a standard SQS queue of the same region.');
  }
  only('RetryPolicy', retry, ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']);
  if (target.InputTransformer !== undefined)
    only('InputTransformer', target.InputTransformer, ['InputPathsMap', 'InputTemplate']);
  if (arn === '') throw new NotEmulatedError('targets without Arn');
  checkGroup(target);
  checkInput(target);
}

/** A FIFO queue needs a group; a standard one may have it, and other targets have no use for it. */
function checkGroup({ Id, Arn: arn = '', SqsParameters: parameters }: Target): void {
  const isQueue = targetKind(arn) === 'queue';
  if (parameters === undefined && isQueue && arn.endsWith('.fifo')) {
    throw invalid(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  }
  if (parameters === undefined) return;
  if (!isQueue) throw new NotEmulatedError(`SqsParameters of the target ${arn}`);
  only('SqsParameters', parameters, ['MessageGroupId']);
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
