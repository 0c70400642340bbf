import type { Authorization } from '../kernel/authorization';
import type { Assumption, Principal } from '../kernel/credentials';
import type { Passage, PassingCall } from '../kernel/dispatcher';
import { NotEmulatedError } from '../kernel/errors';
import { needsOf } from './actions';
import type { Home, Need } from './actions/need';
import { callerOf, contextOf } from './context';
import { type Denied, denial } from './denial';
import { type Decision, evaluate, evaluateAssumption, type Policies } from './evaluate';
import type { Statement } from './policy';
import { readPolicy } from './read-policy';
import type { Request } from './request';
import { ResourcePolicies } from './resource-policies';
import type { Uses } from './uses';

/** `record` notes what was used and what would have been denied, and denies nothing. */
export type AuthorizationMode = 'enforce' | 'record';

export interface RolePolicies {
  readonly trust: readonly Statement[];
  readonly identity: readonly Statement[];
}

/** What the authorizer must know of the services. */
export interface World {
  readonly home: Home;
  roleOf(arn: string): RolePolicies | undefined;
  /** As JSON. */
  policyOf(arn: string): string | undefined;
  /** Resources that the service knows and the input of a call does not tell. */
  resourcesOf(call: PassingCall): readonly string[] | undefined;
}

const ASSUME_ROLE = 'sts:AssumeRole';

const ADMINISTRATOR = readPolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, 'identity');

/** Decides who may do what, by the policies of roles and resources. The operator is the account's administrator. */
export class Authorizer implements Authorization {
  private readonly resourcePolicies: ResourcePolicies;

  constructor(
    private readonly mode: AuthorizationMode,
    private readonly world: World,
    private readonly uses: Uses,
  ) {
    this.resourcePolicies = new ResourcePolicies((arn) => world.policyOf(arn));
  }

  /** Stands before every operation. */
  passage(): Passage {
    return async (call, proceed) => {
      this.check(call);
      return proceed();
    };
  }

  permits(principal: Principal, action: string, resource: string): boolean {
    return this.pass(this.ask(principal, { action }, resource, action));
  }

  trusts(roleArn: string, { service, sourceArn }: Assumption): boolean {
    const { home } = this.world;
    const caller = callerOf({ kind: 'service', service }, home);
    const request = {
      caller,
      action: ASSUME_ROLE,
      resource: roleArn,
      context: contextOf(caller, sourceArn, {}, home),
    };
    const trust = this.world.roleOf(roleArn)?.trust ?? [];
    return this.pass(this.decide({ identity: [], resource: trust }, request, ASSUME_ROLE));
  }

  /** @throws ServiceError as the service answers a caller who may not. */
  private check(call: PassingCall): void {
    const { service, operation, input, principal } = call;
    const label = `${service}:${operation}`;
    const needs = needsOf(service, operation, input, this.world.home);
    if (needs === undefined) {
      this.uses.unknown(label);
      if (this.mode === 'enforce') throw new NotEmulatedError(`the authorization of ${label}`);
      return;
    }
    for (const need of needs) {
      // A call that names nothing is about everything.
      const named = need.resources.length === 0 ? ['*'] : need.resources;
      for (const resource of this.world.resourcesOf(call) ?? named) {
        const asked = this.ask(principal, need, resource, label);
        if (!this.pass(asked)) throw denial(service, asked.request, asked.decision as Denied);
      }
    }
  }

  private ask(
    principal: Principal,
    { action, context = {} }: Omit<Need, 'resources'>,
    resource: string,
    label: string,
  ): Asked {
    const { home } = this.world;
    const caller = callerOf(principal, home);
    const sourceArn = principal.kind === 'service' ? principal.sourceArn : undefined;
    const request = { caller, action, resource, context: contextOf(caller, sourceArn, context, home) };
    const policies = {
      identity: this.identityOf(principal, caller.kind),
      resource:
        action === ASSUME_ROLE ? (this.world.roleOf(resource)?.trust ?? []) : this.resourcePolicies.of(resource),
    };
    return this.decide(policies, request, label);
  }

  /** A role that does not trust the service that acts as it has nothing to act with. */
  private identityOf(principal: Principal, kind: Request['caller']['kind']): readonly Statement[] {
    if (kind === 'user') return ADMINISTRATOR;
    if (principal.kind !== 'role') return [];
    if (principal.assumedBy !== undefined && !this.trusts(principal.arn, principal.assumedBy)) return [];
    return this.world.roleOf(principal.arn)?.identity ?? [];
  }

  private decide(policies: Policies, request: Request, label: string): Asked {
    const isAssumption = request.action === ASSUME_ROLE && request.caller.kind !== 'service';
    const decision = isAssumption ? evaluateAssumption(policies, request) : evaluate(policies, request);
    if (request.caller.kind !== 'user') {
      if (decision.outcome === 'allowed') this.uses.allowed(request, decision.by, decision.needed);
      else this.uses.denied(request, decision, label);
    }
    return { request, decision };
  }

  private pass({ decision }: Asked): boolean {
    return decision.outcome === 'allowed' || this.mode === 'record';
  }
}

interface Asked {
  readonly request: Request;
  readonly decision: Decision;
}
