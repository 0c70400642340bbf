import { ERROR_NAMES } from './core/error-names';
import { type Environment, readEnvironment } from './environment';
import { messageOf, nameOf, TaskError } from './errors';

/**
 * A Lambda handler for one task. Its clients are made at the first call and kept: importing the file needs no
 * environment, and a missing setting fails the call with its name instead of an initialisation without one.
 * @throws ServiceBusy for every error that is a service's passing weakness: one name for the state machine to match,
 * where each service has several
 */
export function onAws<Input, Output>(
  make: (environment: Environment) => (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  let run: ((input: Input) => Promise<Output>) | undefined;
  return async (input) => {
    run ??= make(readEnvironment());
    try {
      return await run(input);
    } catch (error) {
      if (!isPassing(error)) throw error;
      throw new TaskError(ERROR_NAMES.serviceBusy, `${nameOf(error)}: ${messageOf(error)}`, { cause: error });
    }
  };
}

/** Names that throttling and lost connections go by; server errors are known by their status. */
const PASSING = /throttl|TooManyRequests|ThroughputExceeded|LimitExceeded|TimeoutError|ECONN|EPIPE|NetworkingError/i;

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TaskError) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    status === 429 || status >= 500 || PASSING.test(error.name) || (typeof code === 'string' && PASSING.test(code))
  );
}
