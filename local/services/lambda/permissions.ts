import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { resourceConflict, resourceNotFound } from './errors';
import type { PolicyStatement } from './lambda-function';
import { type FunctionStore, versionOf } from './store';

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
    ]);
    const found = store.find(input.FunctionName ?? '', input.Qualifier);
    versionOf(found);
    const statements = found.function.policies.get(found.qualifier ?? '') ?? [];
    const sid = input.StatementId ?? '';
    if (statements.some((statement) => statement.Sid === sid)) {
      throw resourceConflict(
        `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = toStatement(input, sid, resourceArn(found));
    found.function.policies.set(found.qualifier ?? '', [...statements, statement]);
    return { Statement: JSON.stringify(statement) };
  },

  GetPolicy(input: GetPolicyRequest): GetPolicyResponse {
    only('GetPolicy', input, ['FunctionName', 'Qualifier']);
    const found = store.find(input.FunctionName ?? '', input.Qualifier);
    const { revisionId } = versionOf(found);
    const statements = found.function.policies.get(found.qualifier ?? '') ?? [];
    if (statements.length === 0) throw resourceNotFound('The resource you requested does not exist.');
    return { Policy: documentOf(statements), RevisionId: revisionId };
  },

  RemovePermission(input: RemovePermissionRequest): object {
    only('RemovePermission', input, ['FunctionName', 'StatementId', 'Qualifier']);
    const found = store.find(input.FunctionName ?? '', input.Qualifier);
    const statements = found.function.policies.get(found.qualifier ?? '') ?? [];
    const rest = statements.filter((statement) => statement.Sid !== input.StatementId);
    if (rest.length === statements.length)
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    found.function.policies.set(found.qualifier ?? '', rest);
    return {};
  },
});

/** The policy of the function, version or alias of that ARN, as JSON; undefined where there is none. */
export function resourcePolicy(store: FunctionStore, arn: string): string | undefined {
  const [, , , , , , name = '', qualifier = ''] = arn.split(':');
  if (!store.has(name)) return undefined;
  const statements = store.find(name).function.policies.get(qualifier) ?? [];
  return statements.length === 0 ? undefined : documentOf(statements);
}

const documentOf = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

const resourceArn = ({ function: owner, qualifier }: ReturnType<FunctionStore['find']>): string =>
  qualifier === undefined ? owner.arn : `${owner.arn}:${qualifier}`;

function toStatement(input: AddPermissionRequest, sid: string, resource: string): PolicyStatement {
  const principal = input.Principal ?? '';
  const conditions = {
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': input.SourceAccount } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principal.includes('.') ? { Service: principal } : { AWS: principal },
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}
