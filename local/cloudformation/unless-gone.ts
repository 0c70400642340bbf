import { ServiceError } from '../kernel/errors';

/**
 * Runs a deletion. What is gone already counts as deleted.
 * @param missing codes of the errors by which the service says that something does not exist
 */
export async function unlessGone(missing: readonly string[], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ServiceError) || !missing.includes(error.code)) throw error;
  }
}
