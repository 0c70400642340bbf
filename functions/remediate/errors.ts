import type { ErrorName } from './core/error-names';

/** A fault of a task, named so that the state machine can match it. */
export class TaskError extends Error {
  override readonly name: ErrorName;

  constructor(name: ErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** The name of whatever was thrown; the AWS SDK puts the service's error code there. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
