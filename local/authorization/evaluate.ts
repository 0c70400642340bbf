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
  /** `by` has every statement that allows it: any one of them would be enough. */
  | { readonly outcome: 'allowed'; readonly by: readonly Statement[] }
  | { readonly outcome: 'explicitDeny'; readonly by: Statement; readonly where: Where }
  /** `where` the Allow was looked for. */
  | { readonly outcome: 'implicitDeny'; readonly where: Where };

/**
 * Decides one request within one account: a Deny wins over all, then an Allow of either side is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-non-explicit-denies.html
 */
export function evaluate({ identity, resource }: Policies, request: Request): Decision {
  const sides = [
    ['identity', identity],
    ['resource', resource],
  ] as const;
  for (const [where, statements] of sides) {
    const by = statements.find((statement) => statement.effect === 'Deny' && isAbout(statement, request));
    if (by !== undefined) return { outcome: 'explicitDeny', by, where };
  }
  const by = [...identity, ...resource].filter(
    (statement) =>
      statement.effect === 'Allow' &&
      isAbout(statement, request) &&
      meant(statement.principals, request.caller) === 'directly',
  );
  if (by.length > 0) return { outcome: 'allowed', by };
  return { outcome: 'implicitDeny', where: request.caller.kind === 'service' ? 'resource' : 'identity' };
}

function isAbout(statement: Statement, { caller, action, resource, context }: Request): boolean {
  return (
    takesIn(statement.actions, action) &&
    takesIn(statement.resources, resource) &&
    meant(statement.principals, caller) !== 'not at all' &&
    statement.conditions.every((condition) => condition.holds(context))
  );
}
