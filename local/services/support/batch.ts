import { ServiceError } from '../../kernel/errors';

const MOST_ENTRIES = 10;
interface Entry {
  readonly Id?: string | undefined;
  /** Of SQS. */
  readonly MessageBody?: string | undefined;
  /** Of SNS. */
  readonly Message?: string | undefined;
}

/** An entry that failed. */
interface FailedEntry {
  Id: string;
  SenderFault: boolean;
  Code: string;
  Message: string;
}

/**
 * Does for each entry of a batch what the single operation does; one that fails does not keep the others from going on.
 * @param mostBytes of all messages together
 * @throws ServiceError for a batch that is none
 */
export function eachOf<E extends Entry, Result>(
  entries: readonly E[] | undefined,
  mostBytes: number,
  run: (entry: E) => Result,
): { Successful: Array<Result & { Id: string }>; Failed: FailedEntry[] | undefined } {
  const all = entries ?? [];
  check(all, mostBytes);
  const successful: Array<Result & { Id: string }> = [];
  const failed: FailedEntry[] = [];
  for (const entry of all) {
    const Id = entry.Id ?? '';
    try {
      successful.push({ ...run(entry), Id });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status >= 500) throw error;
      failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed.length === 0 ? undefined : failed };
}

function check(entries: readonly Entry[], mostBytes: number): void {
  if (entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MOST_ENTRIES) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id = '' }) => Id);
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new ServiceError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  const bytes = entries.reduce(
    (sum, { MessageBody, Message = '' }) => sum + Buffer.byteLength(MessageBody ?? Message),
    0,
  );
  if (bytes > mostBytes) {
    throw new ServiceError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${mostBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
}
