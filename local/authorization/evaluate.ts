import { type Statement, takesIn } from './policy';
import { meant } from './principals';
import type { Request } from './request';

/** The policies that apply to a request. */
export interface Policies {
  /** Of the caller; a service has none. */
  readonly identity: readonly Statement[];
  /** Of the resource, if it has a policy. */
  readonly resource: readonly Statement[];
}

export type Where = 'identity' | 'resource';

export type Decision =
  /** `by` has every statement that allows it, `needed` those of them without which it would be denied. */
  | { readonly outcome: 'allowed'; readonly by: readonly Statement[]; readonly needed: readonly Statement[] }
  | { readonly outcome: 'explicitDeny'; readonly by: Statement; readonly where: Where }
  /** `where` the Allow was looked for. */
  | { readonly outcome: 'implicitDeny'; readonly where: Where };

/**
 * Decides one request within one account: a Deny wins over all, then an Allow of either side is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-non-explicit-denies.html
 */
export function evaluate(policies: Policies, request: Request): Decision {
  const denied = denying(policies, request);
  if (denied !== undefined) return denied;
  const by = [...policies.identity, ...policies.resource].filter(
    (statement) => allows(statement, request) && isDirect(statement, request),
  );
  // Any one of them would be enough.
  if (by.length > 0) return { outcome: 'allowed', by, needed: onlyOneOf(by) };
  return { outcome: 'implicitDeny', where: request.caller.kind === 'service' ? 'resource' : 'identity' };
}

/**
 * Decides who of the same account may become a role, whose trust is the policy of the resource: the trust must name the
 * caller. Where it names no more than the account, the caller's own policies must allow it, too.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function evaluateAssumption(policies: Policies, request: Request): Decision {
  const denied = denying(policies, request);
  if (denied !== undefined) return denied;
  const trust = policies.resource.filter((statement) => allows(statement, request));
  const own = policies.identity.filter((statement) => allows(statement, request));
  const direct = trust.filter((statement) => isDirect(statement, request));
  if (trust.length === 0) return { outcome: 'implicitDeny', where: 'resource' };
  if (direct.length === 0 && own.length === 0) return { outcome: 'implicitDeny', where: 'identity' };
  const needed = direct.length === 0 ? onlyOneOf(own) : [];
  return { outcome: 'allowed', by: [...trust, ...own], needed: [...onlyOneOf(trust), ...needed] };
}

function denying({ identity, resource }: Policies, request: Request): Decision | undefined {
  const sides = [
    ['identity', identity],
    ['resource', resource],
  ] as const;
  for (const [where, statements] of sides) {
    const by = statements.find((statement) => statement.effect === 'Deny' && isAbout(statement, request));
    if (by !== undefined) return { outcome: 'explicitDeny', by, where };
  }
  return undefined;
}

const onlyOneOf = (statements: readonly Statement[]): readonly Statement[] =>
  statements.length === 1 ? statements : [];

const allows = (statement: Statement, request: Request): boolean =>
  statement.effect === 'Allow' && isAbout(statement, request);

const isDirect = ({ principals }: Statement, { caller }: Request): boolean => meant(principals, caller) === 'directly';

function isAbout(statement: Statement, { caller, action, resource, context }: Request): boolean {
  return (
    takesIn(statement.actions, action) &&
    takesIn(statement.resources, resource) &&
    meant(statement.principals, caller) !== 'not at all' &&
    statement.conditions.every((condition) => condition.holds(context))
  );
}
