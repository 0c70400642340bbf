/**
 * Names of the errors that the healer's tasks throw on purpose. Lambda reports an error's `name` as its type, and the
 * state machine matches that: a test holds this list and `statemachines/*.asl.json` together.
 */
export const ERROR_NAMES = {
  /** An environment variable of the healer's own function is missing or empty. */
  badConfiguration: 'BadConfiguration',
  /** The input is not an alarm's change of state for a target. */
  malformedEvent: 'MalformedEvent',
  /** No policy is registered for the target. */
  unknownTarget: 'UnknownTarget',
  /** The registered policy does not fit its schema. */
  invalidPolicy: 'InvalidPolicy',
  /** The target has no role for this task, or its role does not let the healer act as it. */
  targetRefused: 'TargetRefused',
  /** A service throttled us or failed on its side, after the SDK's own retries. Passes by itself. */
  serviceBusy: 'ServiceBusy',
  /** Others kept changing the lease while it was being taken. Passes by itself. */
  leaseContended: 'LeaseContended',
  /** The lease was taken over by another execution: this one may not act any more. */
  leaseLost: 'LeaseLost',
  /** The lease is nobody's any more: somebody took it away by hand, so nobody goes on. */
  leaseFreed: 'LeaseFreed',
  /** The alias is not what the evidence said; diagnose anew. */
  aliasMoved: 'AliasMoved',
  /** $LATEST is not what the evidence said; diagnose anew. */
  latestChanged: 'LatestChanged',
  /** Lambda is still at work on the function. Passes by itself. */
  updateInProgress: 'UpdateInProgress',
  /** Lambda could not apply the update. */
  updateFailed: 'UpdateFailed',
  /** The environment cannot be read, so it cannot be merged. */
  environmentUnreadable: 'EnvironmentUnreadable',
  /** PublishVersion returned something else than the clean version. */
  unexpectedVersion: 'UnexpectedVersion',
  /** A person could not be asked for approval. */
  notAsked: 'NotAsked',
  /** The escalation itself could not be sent. */
  notNotified: 'NotNotified',
} as const;

export type ErrorName = (typeof ERROR_NAMES)[keyof typeof ERROR_NAMES];
