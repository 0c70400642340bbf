import type { Caller } from './request';

/** Whom a statement is about. */
export type Principals =
  /** A policy on a role is about that role. */
  | { readonly kind: 'holder' }
  | { readonly kind: 'everyone' }
  | { readonly kind: 'listed'; readonly services: readonly string[]; readonly aws: readonly string[] };

/**
 * How a caller is meant. By way of the account (`arn:aws:iam::<account>:root`) an Allow only lets the account's own
 * policies decide; it grants nothing to a role by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export type Meant = 'directly' | 'by account' | 'not at all';

/** Types of the Principal element that are read; `Federated` and `CanonicalUser` are refused. */
export const PRINCIPAL_TYPES = ['AWS', 'Service'];

export function meant(principals: Principals, caller: Caller): Meant {
  switch (principals.kind) {
    case 'holder':
    case 'everyone':
      return 'directly';
    case 'listed':
      return listed(principals, caller);
    default:
      return principals satisfies never;
  }
}

function listed({ services, aws }: Extract<Principals, { kind: 'listed' }>, caller: Caller): Meant {
  switch (caller.kind) {
    case 'service':
      return namesOf(caller).some((name) => services.includes(name)) ? 'directly' : 'not at all';
    case 'role':
      if (aws.includes(caller.arn) || aws.includes(caller.sessionArn)) return 'directly';
      return namesAccount(aws, caller.account) ? 'by account' : 'not at all';
    case 'user':
      if (aws.includes(caller.arn)) return 'directly';
      return namesAccount(aws, caller.account) ? 'by account' : 'not at all';
    default:
      return caller satisfies never;
  }
}

/** A service goes by its global and by its regional name. */
function namesOf({ service, region }: Extract<Caller, { kind: 'service' }>): string[] {
  return [service, service.replace(/\.amazonaws\.com$/, `.${region}.amazonaws.com`)];
}

function namesAccount(aws: readonly string[], account: string): boolean {
  return aws.includes(account) || aws.includes(`arn:aws:iam::${account}:root`);
}
