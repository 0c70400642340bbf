import type { Target } from '@aws-sdk/client-eventbridge';
import type { ClockTimer } from '../../kernel/clock';
import type { Tags } from '../support/tags';
import type { Pattern } from './pattern';

export interface Rule {
  readonly name: string;
  /** Name of its event bus. */
  readonly bus: string;
  readonly arn: string;
  description: string | undefined;
  roleArn: string | undefined;
  enabled: boolean;
  /** As it was put. */
  patternText: string | undefined;
  pattern: Pattern | undefined;
  schedule: string | undefined;
  tags: Tags;
  /** The next tick of the schedule. */
  timer: ClockTimer | undefined;
  readonly targets: Map<string, Target>;
}
