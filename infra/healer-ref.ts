import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { EnvironmentName } from './environments';

/** The healer's functions that touch a target, and so need a grant for each target. */
export type Actor =
  | 'open-incident'
  | 'diagnose'
  | 'preflight'
  | 'reset-fault'
  | 'publish-version'
  | 'move-alias'
  | 'prove'
  | 'attest'
  | 'sweep'
  | 'prune'
  | 'exercise';

/** What a target needs to know of the healer. The healer itself refers to no target. */
export interface HealerRef {
  /** Decides the path under which policies are registered. */
  readonly environment: EnvironmentName;
  /** The heal state machine. */
  readonly stateMachine: IStateMachine;
  /** Where operators are told what the healer cannot do itself. */
  readonly topic: ITopic;
  /** Execution roles of the functions that touch a target. */
  readonly roles: Readonly<Record<Actor, IRole>>;
}
