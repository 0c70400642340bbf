/** The command did not do what was asked, for a reason that the operator can act on. Exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The command line cannot be understood. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
