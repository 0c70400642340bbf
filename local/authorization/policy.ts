import type { Condition } from './conditions';
import type { Pattern } from './pattern';
import type { Principals } from './principals';

/** Where a policy hangs: on a role, on a role as the answer to who may assume it, or on a resource. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

/** What an element or its opposite (`Action`, `NotAction`) takes in. */
export interface Selection {
  /** True for the opposite: everything but the patterns. */
  readonly except: boolean;
  readonly patterns: readonly Pattern[];
}

/** One statement, ready to be asked. */
export interface Statement {
  readonly sid: string | undefined;
  /** As it stands in its document, by which it is told from others. */
  readonly text: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  readonly resources: Selection;
  readonly principals: Principals;
  readonly conditions: readonly Condition[];
}

export function takesIn({ except, patterns }: Selection, value: string): boolean {
  return patterns.some((pattern) => pattern.matches(value)) !== except;
}
