import type { TaskState } from '../definition/asl';
import type { Json } from '../expression/json';
import { StateFailure } from './failure';
import type { TimeLimits } from './task-events';
import { placed, type Run, type Visit } from './visit';
import { firstOf } from './wait-for';
import type { TokenOutcome } from './wait-for-token';

/** Recorded on AWS: a task of an activity that is gone fails before anything is scheduled, and cannot be caught. */
export function missingActivity(run: Run, visit: Visit<TaskState>): StateFailure | undefined {
  const { style, resource } = visit.state.integration;
  if (style !== 'activity' || run.activities.find(resource) !== undefined) return undefined;
  return new StateFailure('States.Runtime', placed(run, visit, `The activity ${resource} does not exist.`));
}

/**
 * Offers a task to the workers of its activity, and waits for the holder of its token. The time limits count from when
 * a worker has it.
 * @param token that the worker gets.
 * @param onTaken told when a worker has it.
 */
export function workOfActivity(
  run: Run,
  { state, line }: Visit<TaskState>,
  token: string,
  argument: Json,
  { timeout, heartbeat }: TimeLimits,
  onTaken: (workerName: string | undefined) => void,
): Promise<TokenOutcome> {
  const { clock } = run.platform;
  const label = `states: ${state.name}`;
  return firstOf<TokenOutcome>(clock, line.cancellation, (settle) => {
    const after = (seconds: number | undefined, what: string, outcome: TokenOutcome) =>
      seconds === undefined
        ? undefined
        : clock.at(clock.now() + seconds * 1000, `${label}: ${what}`, () => settle(outcome));
    const expect = () => after(heartbeat, 'heartbeat', { kind: 'silent' });
    let timer: ReturnType<typeof after>;
    let silence: ReturnType<typeof after>;
    const close = run.tokens.open(token, {
      answer: settle,
      heartbeat: () => {
        silence?.cancel();
        silence = expect();
      },
    });
    const withdraw = run.activities.offer(state.integration.resource, {
      token,
      input: JSON.stringify(argument),
      taken: (workerName) => {
        onTaken(workerName);
        timer = after(timeout, 'time-out', { kind: 'timedOut' });
        silence = expect();
      },
    });
    return () => {
      timer?.cancel();
      silence?.cancel();
      close();
      withdraw();
    };
  });
}
