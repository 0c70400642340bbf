import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { RoleKind } from '../functions/policy';
import type { EnvironmentName } from './environments';

/** The healer's functions that touch a target, by the kind of the target's role in which each of them does so. */
export const ACTORS = {
  observe: ['open-incident', 'diagnose', 'sweep', 'attest'],
  change: ['reset-fault', 'publish-version', 'move-alias'],
  invoke: ['preflight', 'prove', 'exercise'],
  prune: ['prune'],
} as const satisfies Record<RoleKind, readonly string[]>;

export type Actor = (typeof ACTORS)[RoleKind][number];

export const ALL_ACTORS: readonly Actor[] = Object.values(ACTORS).flat();

/** What a target needs to know of the healer. The healer itself refers to no target. */
export interface HealerRef {
  /** Decides the path under which policies are registered, and that of the targets' roles. */
  readonly environment: EnvironmentName;
  /** The heal state machine. */
  readonly stateMachine: IStateMachine;
  /** In which EventBridge starts it, for the rules of all targets. */
  readonly startRole: IRole;
  /** Where operators are told what the healer cannot do itself. */
  readonly topic: ITopic;
  /** Execution roles of the functions that touch a target. */
  readonly roles: Readonly<Record<Actor, IRole>>;
}
