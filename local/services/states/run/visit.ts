import type { Platform } from '../../../kernel/platform';
import type { RandomStream } from '../../../kernel/random';
import type { ActivityQueues } from '../activity-queues';
import type { Scope, State } from '../definition/asl';
import type { Json } from '../expression/json';
import type { Cancellation } from './cancellation';
import type { Execution } from './execution';
import type { Thread } from './history';
import type { TaskTokens } from './task-tokens';
import type { Variables } from './variables';

/** What all states of one execution share. */
export interface Run {
  readonly platform: Platform;
  readonly execution: Execution;
  readonly input: Json;
  readonly chance: RandomStream;
  readonly tokens: TaskTokens;
  readonly activities: ActivityQueues;
  /** Takes the place of `$states.context`; in tests of a state. */
  readonly mockContext?: Json;
  /** Calls `listener` when an execution, which may be another one, has closed. Returns how to stop listening. */
  whenClosed(executionArn: string, listener: () => void): () => void;
  /** A stream of its own, so that a token more or less does not change what expressions draw. */
  readonly tokenChance: RandomStream;
  /** Runs the states of a scope, one after the other, to its output. */
  runScope(scope: Scope, input: Json, line: Line): Promise<Json>;
}

/** Where a scope runs: its events, its variables, and what makes it give up. */
export interface Line {
  readonly thread: Thread;
  readonly variables: Variables;
  readonly cancellation: Cancellation;
  /** Inside a Map: the item of this iteration. */
  readonly item?: MapItem;
}

export interface MapItem {
  readonly Index: number;
  readonly Value: Json;
}

/** One stay in a state, from Entered to Exited, retries included. */
export interface Visit<S extends State = State> {
  readonly state: S;
  readonly input: Json;
  readonly line: Line;
  /** Ids of the event StateEntered and of the one before it. */
  readonly enteredId: number;
  readonly previousId: number;
  /** ms since the epoch. */
  readonly enteredAt: number;
  retries: number;
  /** Of the current attempt, for a task that waits for its token; each attempt has its own. */
  taskToken: string | undefined;
}

/** What a state leaves behind. */
export interface Departure {
  readonly output: Json;
  /** Variables it assigned; in force from the next state on. */
  readonly assigned: Readonly<Record<string, Json>>;
  /** The next state; undefined ends the scope. */
  readonly next: string | undefined;
}

/** A cause with the words with which those of executions begin. Recorded on AWS: those of TestState do not. */
export function placed(run: Run, { state, enteredId }: Visit, problem: string): string {
  if (run.execution.isTest === true) return problem;
  return `An error occurred while executing the state '${state.name}' (entered at the event id #${enteredId}). ${problem}`;
}
