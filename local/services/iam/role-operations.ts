import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  Role as IamRole,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import { readDocument } from './document';
import type { Role, Roles } from './roles';

const CREATE = ['AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Path', 'RoleName'];
const NAME = /^[\w+=,.@-]{1,64}$/;
const PATH = /^\/(?:[!-~]{1,510}\/)?$/;
/** Seconds. */
const SHORTEST_SESSION = 3_600;
const LONGEST_SESSION = 43_200;
/** Of a list without MaxItems. */
const PAGE = 100;

/** Roles as the API makes, shows and removes them. */
export const roleOperations = (roles: Roles) => ({
  CreateRole(input: CreateRoleRequest): CreateRoleResponse {
    only('CreateRole', input, CREATE);
    const { RoleName: name = '', Path: path = '/', MaxSessionDuration = SHORTEST_SESSION, Description } = input;
    if (!NAME.test(name)) throw invalid(`The specified value for roleName is invalid: ${name}`);
    if (!PATH.test(path)) throw invalid(`The specified value for path is invalid: ${path}`);
    if (MaxSessionDuration < SHORTEST_SESSION || MaxSessionDuration > LONGEST_SESSION) {
      throw invalid(`maxSessionDuration must be from ${SHORTEST_SESSION} to ${LONGEST_SESSION} seconds`);
    }
    const role = roles.add({
      name,
      path,
      description: Description,
      maxSessionSeconds: MaxSessionDuration,
      trust: readDocument(input.AssumeRolePolicyDocument ?? '', 'trust'),
    });
    return { Role: view(role) };
  },

  GetRole(input: GetRoleRequest): GetRoleResponse {
    only('GetRole', input, ['RoleName']);
    return { Role: view(roles.named(input.RoleName ?? '')) };
  },

  ListRoles(input: ListRolesRequest): ListRolesResponse {
    only('ListRoles', input, ['Marker', 'MaxItems', 'PathPrefix']);
    const { PathPrefix = '/', Marker, MaxItems = PAGE } = input;
    const found = roles.all().filter(({ path }) => path.startsWith(PathPrefix));
    const { items, next } = page(found, Marker, MaxItems, () => invalid(`Invalid Marker: ${Marker}`));
    return { Roles: items.map(view), IsTruncated: next !== undefined, Marker: next };
  },

  UpdateAssumeRolePolicy({ RoleName = '', PolicyDocument = '' }: UpdateAssumeRolePolicyRequest): object {
    roles.setTrust(roles.named(RoleName), readDocument(PolicyDocument, 'trust'));
    return {};
  },

  DeleteRole({ RoleName = '' }: DeleteRoleRequest): object {
    roles.remove(roles.named(RoleName).name);
    return {};
  },
});

/** IAM gives policies as they are encoded in a URL; SDKs decode them. */
const view = ({ path, name, id, arn, createdAt, trust, description, maxSessionSeconds }: Role): IamRole => ({
  Path: path,
  RoleName: name,
  RoleId: id,
  Arn: arn,
  CreateDate: new Date(createdAt),
  AssumeRolePolicyDocument: encodeURIComponent(trust.text),
  Description: description,
  MaxSessionDuration: maxSessionSeconds,
});

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
