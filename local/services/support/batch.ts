import { ServiceError } from '../../kernel/errors';
import { bytesOf, type MessageAttribute } from './message-size';

const MOST_ENTRIES = 10;
interface Entry {
  readonly Id?: string | undefined;
  /** Of SQS. */
  readonly MessageBody?: string | undefined;
  /** Of SNS. */
  readonly Message?: string | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>> | undefined;
}

/** In what words a service refuses a batch. */
export interface BatchWords {
  readonly tooMany: (sent: number) => string;
  readonly tooLong: (most: number, bytes: number) => string;
  readonly repeated: (id: string) => string;
  readonly badId: (id: string) => string;
}

const OF_SQS: BatchWords = {
  tooMany: (sent) => `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${sent}.`,
  tooLong: (most, bytes) => `Batch requests cannot be longer than ${most} bytes. You have sent ${bytes} bytes.`,
  repeated: (id) => `Id ${id} repeated.`,
  badId: () =>
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
};

/** An entry that failed. */
interface FailedEntry {
  Id: string;
  SenderFault: boolean;
  Code: string;
  Message: string;
}

/**
 * Does for each entry of a batch what the single operation does; one that fails does not keep the others from going on.
 * @param mostBytes of all messages with their attributes together
 * @param checkAll throws for what refuses the batch, and not its entry alone
 * @throws ServiceError for a batch that is none
 */
export function eachOf<E extends Entry, Result>(
  entries: readonly E[] | undefined,
  mostBytes: number,
  run: (entry: E) => Result,
  { words = OF_SQS, checkAll = () => {} }: { words?: BatchWords; checkAll?: () => void } = {},
): { Successful: Array<Result & { Id: string }>; Failed: FailedEntry[] | undefined } {
  const all = entries ?? [];
  check(all, mostBytes, words);
  checkAll();
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

function check(entries: readonly Entry[], mostBytes: number, words: BatchWords): void {
  if (entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MOST_ENTRIES) {
    throw new ServiceError('TooManyEntriesInBatchRequest', words.tooMany(entries.length));
  }
  const ids = entries.map(({ Id = '' }) => Id);
  const bad = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (bad !== undefined) throw new ServiceError('InvalidBatchEntryId', words.badId(bad));
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new ServiceError('BatchEntryIdsNotDistinct', words.repeated(repeated));
  const bytes = entries.reduce(
    (sum, { MessageBody, Message = '', MessageAttributes = {} }) =>
      sum + Buffer.byteLength(MessageBody ?? Message) + bytesOf(MessageAttributes),
    0,
  );
  if (bytes > mostBytes) {
    throw new ServiceError('BatchRequestTooLong', words.tooLong(mostBytes, bytes));
  }
}
