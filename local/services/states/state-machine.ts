import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import type { Definition } from './definition/asl';
import type { MachineType } from './definition/read-definition';

/** A state machine. An update replaces it as a whole. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly roleArn: string;
  /** The text, as given. */
  readonly source: string;
  readonly definition: Definition;
  readonly logging: LoggingConfiguration;
  readonly tracing: boolean;
  readonly tags: ReadonlyMap<string, string>;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Absent until the first update, as on AWS. */
  readonly revisionId: string | undefined;
}
