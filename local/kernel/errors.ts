/** An answer that AWS would give as an error. `code` is what the SDK makes the exception's name of. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status. */
    readonly status = 400,
    /** Further members of the modelled exception, for example `Type` or `Reason`. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** Something AWS has and this embedded AWS has not: refused by name, never ignored. */
export class NotEmulatedError extends ServiceError {
  constructor(what: string) {
    super('NotEmulated', `The embedded AWS does not implement ${what}.`, 501);
  }
}
