import type { Assumption, Principal } from './credentials';

/** What services ask about what they do besides operations, whose callers the dispatcher checks. */
export interface Authorization {
  /** Whether `principal` may do this to the resource. While authorization is only recorded: always. */
  permits(principal: Principal, action: string, resource: string): boolean;
  /** Whether the role lets a service act as it. While authorization is only recorded: always. */
  trusts(roleArn: string, assumption: Assumption): boolean;
}

/** Nothing is forbidden: for a service on its own. */
export const UNGUARDED: Authorization = { permits: () => true, trusts: () => true };
