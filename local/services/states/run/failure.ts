/** A state that failed, as Retry and Catch see it and as the execution ends when neither takes it. */
export class StateFailure extends Error {
  constructor(
    readonly error: string | undefined,
    /** Absent for a time-out, and for a Fail state without one. */
    readonly reason?: string,
    /** A second name that Retry and Catch may use for it. */
    readonly alias?: string,
  ) {
    super(reason === undefined ? error : `${error}: ${reason}`);
  }
}

/** A task beyond its TimeoutSeconds. */
export function timedOut(): StateFailure {
  return new StateFailure('States.Timeout');
}

/** Recorded on AWS: a missed heartbeat is called a time-out too; the documentation adds a name to catch it by. */
export function heartbeatMissed(): StateFailure {
  return new StateFailure('States.Timeout', undefined, 'States.HeartbeatTimeout');
}

/**
 * True when a retrier or catcher with these ErrorEquals takes the failure. States.Runtime is never taken, not even by
 * name. States.TaskFailed is everything but a time-out.
 */
export function takes(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === 'States.Runtime') return false;
  return errorEquals.some(
    (name) =>
      name === failure.error ||
      name === failure.alias ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && failure.error !== 'States.Timeout'),
  );
}
