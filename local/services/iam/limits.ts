import { ServiceError } from '../../kernel/errors';
import { type Document, lengthOf } from './document';
import type { Role } from './roles';

/** Default quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_ROLES = 1_000;
const MAX_TRUST = 2_048;
/** Of all inline policies of a role together. */
const MAX_INLINE = 10_240;

/**
 * A trust may name only roles that exist: IAM puts their ids in the place of their ARNs.
 * @throws LimitExceeded, MalformedPolicyDocument
 */
export function checkTrust(
  trust: Document,
  account: string,
  roles: { readonly withArn: (arn: string) => unknown },
): void {
  if (lengthOf(trust) > MAX_TRUST) throw exceeded(`Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST}`);
  for (const { principals } of trust.statements) {
    const named = principals.kind === 'listed' ? principals.aws : [];
    const missing = named.find((arn) => arn.startsWith(`arn:aws:iam::${account}:role/`) && !roles.withArn(arn));
    if (missing !== undefined) {
      throw new ServiceError('MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${missing}"`);
    }
  }
}

/** @throws LimitExceeded */
export function checkInline({ name: roleName, inline }: Role, name: string, policy: Document): void {
  const others = [...inline].filter(([other]) => other !== name);
  const total = [...others, [name, policy] as const].reduce((sum, [, one]) => sum + lengthOf(one), 0);
  if (total > MAX_INLINE) throw exceeded(`Maximum policy size of ${MAX_INLINE} bytes exceeded for role ${roleName}`);
}

const exceeded = (message: string): ServiceError => new ServiceError('LimitExceeded', message, 409);
