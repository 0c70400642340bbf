import type { NotEmulatedError } from '../../../kernel/errors';
import type { Template } from '../expression/template';
import type { Integration } from '../integrations/integration';

/** A state machine definition, read and compiled. Names follow the Amazon States Language. */
export interface Definition extends Scope {
  readonly timeoutSeconds: number | undefined;
}

/** States that may go to one another: the machine, a branch, or an item processor. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** For TestState alone, which runs one of the states: those that could not be run, and why. */
  readonly refused?: ReadonlyMap<string, NotEmulatedError>;
}

export type State =
  | TaskState
  | ChoiceState
  | WaitState
  | PassState
  | SucceedState
  | FailState
  | MapState
  | ParallelState;
export type StateType = State['type'];

/** What a state does with its result, on leaving. */
export interface Effects {
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
}

interface Named {
  readonly name: string;
}

interface Onward extends Named, Effects {
  /** The next state; undefined ends the scope. */
  readonly next: string | undefined;
}

/** States that do work which may fail. */
export interface Fallible extends Onward {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitterStrategy: 'NONE' | 'FULL';
}

export interface Catcher extends Effects {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

export interface TaskState extends Fallible {
  readonly type: 'Task';
  readonly integration: Integration;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}

export interface ChoiceState extends Named, Effects {
  readonly type: 'Choice';
  readonly choices: ReadonlyArray<Effects & { readonly condition: Template; readonly next: string }>;
  readonly default: string | undefined;
}

export interface WaitState extends Onward {
  readonly type: 'Wait';
  readonly until: { readonly kind: 'seconds' | 'timestamp'; readonly value: Template };
}

export interface PassState extends Onward {
  readonly type: 'Pass';
}

export interface SucceedState extends Named {
  readonly type: 'Succeed';
  readonly output: Template | undefined;
}

export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}

export interface MapState extends Fallible {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly toleratedFailureCount: Template | undefined;
  readonly toleratedFailurePercentage: Template | undefined;
  readonly itemProcessor: Scope;
  /** Only in tests of a state: the rest of a distributed Map is not emulated. */
  readonly hasResultWriter: boolean;
}

export interface ParallelState extends Fallible {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Scope[];
}
