import type { Statement } from '../../authorization/policy';
import { readPolicy } from '../../authorization/read-policy';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { awsManagedPolicy } from './aws-managed-policies';

export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Unique for ever, unlike the name. */
  readonly id: string;
  /** The longest session in it, seconds. */
  maxSessionSeconds: number;
  trust: readonly Statement[];
  /** By name: a policy put under a name that is taken takes the other's place, as with PutRolePolicy. */
  readonly inline: Map<string, readonly Statement[]>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
}

/** The account's roles, and the managed policies that it has itself. */
export class Roles {
  private readonly byName = new Map<string, Role>();
  private readonly managed = new Map<string, readonly Statement[]>();

  /** @throws EntityAlreadyExists */
  add(role: Role): void {
    if (this.byName.has(role.name)) {
      throw new ServiceError('EntityAlreadyExists', `Role with name ${role.name} already exists.`, 409);
    }
    this.byName.set(role.name, role);
  }

  /** @throws DeleteConflict while policies of others hang on the role */
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

  withArn(arn: string): Role | undefined {
    const role = this.byName.get(arn.slice(arn.lastIndexOf('/') + 1));
    return role?.arn === arn ? role : undefined;
  }

  /** What decides for and about a role; undefined when there is none of that ARN. */
  find(arn: string): { readonly trust: readonly Statement[]; readonly identity: readonly Statement[] } | undefined {
    const role = this.withArn(arn);
    if (role === undefined) return undefined;
    const managed = [...role.attached].flatMap((policy) => this.managed.get(policy) ?? []);
    return { trust: role.trust, identity: [...[...role.inline.values()].flat(), ...managed] };
  }

  putManaged(arn: string, document: unknown): void {
    this.managed.set(arn, readPolicy(document, 'identity'));
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
