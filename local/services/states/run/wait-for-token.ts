import type { Clock } from '../../../kernel/clock';
import type { Json } from '../expression/json';
import type { Cancellation } from './cancellation';
import type { TaskAnswer, TaskTokens } from './task-tokens';
import { firstOf } from './wait-for';

export interface TokenWait {
  readonly clock: Clock;
  readonly label: string;
  readonly tokens: TaskTokens;
  readonly token: string;
  /** ms since the epoch. */
  readonly deadline: number | undefined;
  /** The longest silence, in ms; it is counted from the start, and anew from each heartbeat. */
  readonly patience: number | undefined;
  readonly cancellation: Cancellation;
  /** Hands the token over. */
  submit(): Promise<Json>;
  /**
   * Told of the answer to `submit`, unless the task is over by then. May settle the task itself; returns what to do when
   * the task is over, however that came.
   */
  onSubmitted(answer: Json, settle: (outcome: TokenOutcome) => void): ((cancelled: boolean) => void) | undefined;
}

export type TokenOutcome =
  | TaskAnswer
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'silent' };

/**
 * Submits a task and waits for whoever gets its token. The answer may come while `submit` still runs: a function
 * may answer before it returns. A submission that fails is the failure of the task.
 */
export function waitForToken(wait: TokenWait): Promise<TokenOutcome> {
  const { clock, label, deadline, patience } = wait;
  return firstOf<TokenOutcome>(clock, wait.cancellation, (settle) => {
    let over = false;
    let leave: ((cancelled: boolean) => void) | undefined;
    const expect = () =>
      patience === undefined
        ? undefined
        : clock.at(clock.now() + patience, `${label}: heartbeat`, () => settle({ kind: 'silent' }));
    const timer =
      deadline === undefined ? undefined : clock.at(deadline, `${label}: time-out`, () => settle({ kind: 'timedOut' }));
    let heartbeat = expect();
    const close = wait.tokens.open(wait.token, {
      answer: settle,
      heartbeat: () => {
        heartbeat?.cancel();
        heartbeat = expect();
      },
    });
    clock
      .task(label, wait.submit)
      .then((answer) => {
        if (!over) leave = wait.onSubmitted(answer, settle);
      })
      .catch((error: unknown) => settle({ kind: 'failed', error }));
    return (cancelled) => {
      if (over) return;
      over = true;
      timer?.cancel();
      heartbeat?.cancel();
      close();
      leave?.(cancelled);
    };
  });
}
