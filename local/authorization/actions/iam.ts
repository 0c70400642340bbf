import type { CreateRoleRequest, ListRolesRequest } from '@aws-sdk/client-iam';
import { type Needs, type NeedsOf, on } from './need';

/** The path of the role is not in the input: see `Service.resourcesOf` of the service. */
const onRole =
  (action: string): NeedsOf =>
  ({ RoleName = '' }: { readonly RoleName?: string }, { account }) =>
    on(`iam:${action}`, `arn:aws:iam::${account}:role/${RoleName}`);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: Needs = {
  AttachRolePolicy: onRole('AttachRolePolicy'),
  CreateRole: ({ Path = '/', RoleName = '' }: CreateRoleRequest, { account }) =>
    on('iam:CreateRole', `arn:aws:iam::${account}:role${Path}${RoleName}`),
  DeleteRole: onRole('DeleteRole'),
  DeleteRolePolicy: onRole('DeleteRolePolicy'),
  DetachRolePolicy: onRole('DetachRolePolicy'),
  GetRole: onRole('GetRole'),
  GetRolePolicy: onRole('GetRolePolicy'),
  ListAttachedRolePolicies: onRole('ListAttachedRolePolicies'),
  ListRolePolicies: onRole('ListRolePolicies'),
  ListRoles: ({ PathPrefix = '/' }: ListRolesRequest, { account }) =>
    on('iam:ListRoles', `arn:aws:iam::${account}:role${PathPrefix}`),
  PutRolePolicy: onRole('PutRolePolicy'),
  UpdateAssumeRolePolicy: onRole('UpdateAssumeRolePolicy'),
};
