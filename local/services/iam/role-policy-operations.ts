import type {
  AttachRolePolicyRequest,
  DeleteRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { readDocument } from './document';
import type { Roles } from './roles';

/** What roles may do: their own policies, and managed ones. */
export const rolePolicyOperations = (roles: Roles) => ({
  PutRolePolicy({ RoleName = '', PolicyName = '', PolicyDocument = '' }: PutRolePolicyRequest): object {
    roles.putInline(roles.named(RoleName), PolicyName, readDocument(PolicyDocument, 'identity'));
    return {};
  },

  GetRolePolicy({ RoleName = '', PolicyName = '' }: GetRolePolicyRequest): GetRolePolicyResponse {
    const policy = roles.named(RoleName).inline.get(PolicyName);
    if (policy === undefined) throw noPolicy(PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(policy.text) };
  },

  DeleteRolePolicy({ RoleName = '', PolicyName = '' }: DeleteRolePolicyRequest): object {
    if (!roles.named(RoleName).inline.delete(PolicyName)) throw noPolicy(PolicyName);
    return {};
  },

  ListRolePolicies(input: ListRolePoliciesRequest): ListRolePoliciesResponse {
    only('ListRolePolicies', input, ['RoleName']);
    return { PolicyNames: [...roles.named(input.RoleName ?? '').inline.keys()].sort(), IsTruncated: false };
  },

  AttachRolePolicy({ RoleName = '', PolicyArn = '' }: AttachRolePolicyRequest): object {
    roles.attach(roles.named(RoleName), PolicyArn);
    return {};
  },

  DetachRolePolicy({ RoleName = '', PolicyArn = '' }: AttachRolePolicyRequest): object {
    if (roles.named(RoleName).attached.delete(PolicyArn)) return {};
    throw new ServiceError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
  },

  ListAttachedRolePolicies(input: ListAttachedRolePoliciesRequest): ListAttachedRolePoliciesResponse {
    only('ListAttachedRolePolicies', input, ['RoleName']);
    const attached = [...roles.named(input.RoleName ?? '').attached].sort();
    return {
      AttachedPolicies: attached.map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
      IsTruncated: false,
    };
  },
});

const noPolicy = (name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
