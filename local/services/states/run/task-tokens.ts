import type { RandomStream } from '../../../kernel/random';
import { invalidToken, taskDoesNotExist, taskTimedOut } from '../errors';
import type { Json } from '../expression/json';
import { isToken, newToken } from '../task-token-shape';
import type { StateFailure } from './failure';

/** What the holder of a token says of the task. */
export type TaskAnswer =
  | { readonly kind: 'done'; readonly value: Json }
  | { readonly kind: 'failed'; readonly error: StateFailure };

/** A task that waits for the holder of its token. */
export interface WaitingTask {
  answer(answer: TaskAnswer): void;
  heartbeat(): void;
}

/** The tokens of all executions: each is for one attempt of one task, and good for one answer. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  /** A token stays known when its task is over, which is what tells a late answer from a foreign token. */
  private readonly issued = new Map<string, string>();

  issue(chance: RandomStream, machineArn: string): string {
    const token = newToken(chance);
    this.issued.set(token, machineArn);
    return token;
  }

  /** ARN of the machine whose task has, or had, this token. */
  machineOf(token: string): string | undefined {
    return this.issued.get(token);
  }

  /** The task waits from now on; returns how to end that. */
  open(token: string, task: WaitingTask): () => void {
    this.waiting.set(token, task);
    return () => this.waiting.delete(token);
  }

  /** @throws InvalidToken, TaskDoesNotExist for a token that none of our tasks had, TaskTimedOut when the task is over. */
  find(token: string): WaitingTask {
    const task = this.waiting.get(token);
    if (task !== undefined) return task;
    if (this.issued.has(token)) throw taskTimedOut();
    throw isToken(token) ? taskDoesNotExist() : invalidToken('Invalid token');
  }
}
