import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { invalidParameter, resourceConflict, resourceNotFound, stalePolicy } from './errors';
import type { PolicyStatement, ResourcePolicy } from './lambda-function';
import { type Found, type FunctionStore, versionOf } from './store';

/** Resource policies. Each version and each alias has one of its own, beside the function's. */
export const permissionOperations = (store: FunctionStore) => ({
  AddPermission(input: AddPermissionRequest): AddPermissionResponse {
    only('AddPermission', input, [
      'FunctionName',
      'StatementId',
      'Action',
      'Principal',
      'SourceArn',
      'SourceAccount',
      'Qualifier',
      'RevisionId',
    ]);
    if (store.reference(input.FunctionName ?? '', input.Qualifier).qualifier === '$LATEST') {
      throw invalidParameter('We currently do not support adding policies for $LATEST.');
    }
    const found = existing(store, input);
    const { statements, revisionId } = policyOf(found);
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw stalePolicy();
    const sid = input.StatementId ?? '';
    if (statements.some((statement) => statement.Sid === sid)) {
      throw resourceConflict(
        `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = toStatement(input, sid, resourceArn(found));
    found.function.policies.set(found.qualifier ?? '', {
      statements: [...statements, statement],
      revisionId: store.newRevisionId(),
    });
    return { Statement: JSON.stringify(statement) };
  },

  GetPolicy(input: GetPolicyRequest): GetPolicyResponse {
    only('GetPolicy', input, ['FunctionName', 'Qualifier']);
    const { name, qualifier = '' } = store.reference(input.FunctionName ?? '', input.Qualifier);
    const policy = store.has(name) ? store.find(name).function.policies.get(qualifier) : undefined;
    if (policy === undefined) throw resourceNotFound('The resource you requested does not exist.');
    return { Policy: documentOf(policy.statements), RevisionId: policy.revisionId };
  },

  RemovePermission(input: RemovePermissionRequest): object {
    only('RemovePermission', input, ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId']);
    const { name } = store.reference(input.FunctionName ?? '', input.Qualifier);
    if (!store.has(name)) throw resourceNotFound(`No policy found for: ${store.arn(name)}`);
    const found = existing(store, input);
    const { statements, revisionId } = policyOf(found);
    if (statements.length === 0) throw resourceNotFound('No policy is associated with the given resource.');
    const rest = statements.filter((statement) => statement.Sid !== input.StatementId);
    if (rest.length === statements.length)
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw stalePolicy();
    if (rest.length === 0) found.function.policies.delete(found.qualifier ?? '');
    else found.function.policies.set(found.qualifier ?? '', { statements: rest, revisionId: store.newRevisionId() });
    return {};
  },
});

/** What a call about a policy names, if it exists; what does not look like a version is looked for among the aliases. */
function existing(
  store: FunctionStore,
  { FunctionName = '', Qualifier }: { FunctionName?: string | undefined; Qualifier?: string | undefined },
): Found {
  const { name, qualifier } = store.reference(FunctionName, Qualifier);
  const found: Found = { function: store.find(name).function, qualifier };
  if (qualifier !== undefined && /^(?!\d+$)[\w-]+$/.test(qualifier) && !found.function.aliases.has(qualifier)) {
    throw resourceNotFound(`Cannot find alias arn: ${found.function.arn}:${qualifier}`);
  }
  versionOf(found);
  return found;
}

/** Its revision, before there is any policy, is that of what it is to belong to. */
function policyOf(found: Found): ResourcePolicy {
  const { function: owner, qualifier } = found;
  const alias = qualifier === undefined ? undefined : owner.aliases.get(qualifier);
  const none = { statements: [], revisionId: (alias ?? versionOf(found)).revisionId };
  return owner.policies.get(qualifier ?? '') ?? none;
}

/** The policy of the function, version or alias of that ARN, as JSON; undefined where there is none. */
export function resourcePolicy(store: FunctionStore, arn: string): string | undefined {
  const [, , , , , , name = '', qualifier = ''] = arn.split(':');
  if (!store.has(name)) return undefined;
  const policy = store.find(name).function.policies.get(qualifier);
  return policy === undefined ? undefined : documentOf(policy.statements);
}

const documentOf = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

const resourceArn = ({ function: owner, qualifier }: Found): string =>
  qualifier === undefined ? owner.arn : `${owner.arn}:${qualifier}`;

/** @throws InvalidParameterValueException for what is no service, account, user or role */
function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[\w-]*:(iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  if (/^[\w.-]+\.(amazonaws|amazon)\.com$/.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function toStatement(input: AddPermissionRequest, sid: string, resource: string): PolicyStatement {
  const conditions = {
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': input.SourceAccount } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}
