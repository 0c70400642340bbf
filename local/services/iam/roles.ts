import type { Statement } from '../../authorization/policy';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { awsManagedPolicy } from './aws-managed-policies';
import { type Document, documentOf } from './document';
import { checkInline, checkTrust, MAX_ROLES } from './limits';

export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** Unique for ever, unlike the name. */
  readonly id: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  description: string | undefined;
  /** The longest session in it, seconds. */
  maxSessionSeconds: number;
  trust: Document;
  /** By name: a policy put under a name that is taken takes the other's place, as with PutRolePolicy. */
  readonly inline: Map<string, Document>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
}

type NewRole = Pick<Role, 'name' | 'path' | 'description' | 'maxSessionSeconds' | 'trust'>;

/** What roles are made of that is not their own. */
export interface Origin {
  readonly account: string;
  now(): number;
  /** Sixteen characters of A-Z and 0-9, never the same twice. */
  newId(): string;
}

/** The account's roles, and the managed policies that it has itself. */
export class Roles {
  private readonly byName = new Map<string, Role>();
  private readonly managed = new Map<string, readonly Statement[]>();

  constructor(private readonly origin: Origin) {}

  /** @throws EntityAlreadyExists, LimitExceeded, MalformedPolicyDocument */
  add(given: NewRole): Role {
    if (this.byName.has(given.name)) {
      throw new ServiceError('EntityAlreadyExists', `Role with name ${given.name} already exists.`, 409);
    }
    if (this.byName.size >= MAX_ROLES) {
      throw new ServiceError('LimitExceeded', `Cannot exceed quota for RolesPerAccount: ${MAX_ROLES}`, 409);
    }
    checkTrust(given.trust, this.origin.account, this);
    const role = {
      ...given,
      arn: `arn:aws:iam::${this.origin.account}:role${given.path}${given.name}`,
      id: `AROA${this.origin.newId()}`,
      // To the second, as IAM gives it.
      createdAt: Math.floor(this.origin.now() / 1000) * 1000,
      inline: new Map(),
      attached: new Set<string>(),
    };
    this.byName.set(role.name, role);
    return role;
  }

  /** @throws LimitExceeded, MalformedPolicyDocument */
  setTrust(role: Role, trust: Document): void {
    checkTrust(trust, this.origin.account, this);
    role.trust = trust;
  }

  /** @throws LimitExceeded */
  putInline(role: Role, name: string, policy: Document): void {
    checkInline(role, name, policy);
    role.inline.set(name, policy);
  }

  /** @throws DeleteConflict while policies hang on the role */
  remove(name: string): void {
    const role = this.byName.get(name);
    if (role === undefined) return;
    if (role.inline.size > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    if (role.attached.size > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    }
    this.byName.delete(name);
  }

  /** @throws NoSuchEntity */
  named(name: string): Role {
    const role = this.byName.get(name);
    if (role === undefined) {
      throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    }
    return role;
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** In order of their names. */
  all(): readonly Role[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  withArn(arn: string): Role | undefined {
    const role = this.byName.get(arn.slice(arn.lastIndexOf('/') + 1));
    return role?.arn === arn ? role : undefined;
  }

  /** What decides for and about a role; undefined when there is none of that ARN. */
  find(arn: string): { readonly trust: readonly Statement[]; readonly identity: readonly Statement[] } | undefined {
    const role = this.withArn(arn);
    if (role === undefined) return undefined;
    const inline = [...role.inline.values()].flatMap(({ statements }) => statements);
    const managed = [...role.attached].flatMap((policy) => this.managed.get(policy) ?? []);
    return { trust: role.trust.statements, identity: [...inline, ...managed] };
  }

  putManaged(arn: string, document: unknown): void {
    this.managed.set(arn, documentOf(document, 'identity').statements);
  }

  /** Takes the policy away from the roles that have it, too. */
  deleteManaged(arn: string): void {
    for (const { attached } of this.byName.values()) attached.delete(arn);
    this.managed.delete(arn);
  }

  /** @throws NotEmulatedError for a policy of AWS's that is not here, NoSuchEntity for one of the account's */
  attach(role: Role, arn: string): void {
    if (!this.managed.has(arn)) {
      if (!arn.startsWith('arn:aws:iam::aws:')) {
        throw new ServiceError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
      }
      const document = awsManagedPolicy(arn);
      if (document === undefined) throw new NotEmulatedError(`the managed policy ${arn}`);
      this.putManaged(arn, document);
    }
    role.attached.add(arn);
  }
}
