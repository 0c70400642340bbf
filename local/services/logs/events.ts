import type {
  FilterLogEventsRequest,
  FilterLogEventsResponse,
  GetLogEventsRequest,
  GetLogEventsResponse,
  PutLogEventsRequest,
  PutLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { only } from '../support/only';
import { page } from '../support/page';
import { compileFilter } from './filter-pattern';
import { badToken, groupName, invalid } from './groups';
import type { LogStore, StoredEvent } from './log-store';

/** Events that one answer holds at most. */
const MOST = 10_000;

/** ms by which an event may be older or newer than now; others are left out. */
const OLDEST = 14 * 86_400_000;
const NEWEST = 2 * 3_600_000;

/** Operations on log events. */
export class LogEvents {
  constructor(
    private readonly store: LogStore,
    private readonly takeMetrics: (group: string, message: string) => void,
  ) {}

  putLogEvents(input: PutLogEventsRequest): PutLogEventsResponse {
    only('PutLogEvents', input, ['logGroupName', 'logStreamName', 'logEvents', 'sequenceToken']);
    const group = this.store.group(input.logGroupName);
    const stream = this.store.stream(group, input.logStreamName);
    const events = (input.logEvents ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    if (events.some((event, index) => event.timestamp < (events[index - 1]?.timestamp ?? 0))) {
      throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    }
    const now = this.store.now();
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST).length;
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST);
    for (const { timestamp, message } of events.slice(tooOld, tooNew < 0 ? undefined : tooNew)) {
      this.store.append(group, stream, message, timestamp);
      this.takeMetrics(group.name, message);
    }
    return {
      // AWS still answers with a token and no longer asks for it.
      nextSequenceToken: String(stream.events.length),
      ...((tooOld > 0 || tooNew >= 0) && {
        rejectedLogEventsInfo: {
          ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
          ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
        },
      }),
    };
  }

  /** Newest first in pages, oldest first within a page, as AWS does; `startFromHead` begins with the oldest. */
  getLogEvents(input: GetLogEventsRequest): GetLogEventsResponse {
    only('GetLogEvents', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamName',
      'startTime',
      'endTime',
      'nextToken',
      'limit',
      'startFromHead',
    ]);
    const stream = this.store.stream(this.store.group(groupName(input)), input.logStreamName);
    const found = within(stream.events, input).sort(byTime);
    const limit = input.limit ?? MOST;
    const [from, to] = span(input, found.length, limit);
    return {
      events: found
        .slice(from, to)
        .map(({ timestamp, message, ingested }) => ({ timestamp, message, ingestionTime: ingested })),
      nextForwardToken: `f/${to}`,
      nextBackwardToken: `b/${from}`,
    };
  }

  filterLogEvents(input: FilterLogEventsRequest): FilterLogEventsResponse {
    only('FilterLogEvents', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamNames',
      'logStreamNamePrefix',
      'startTime',
      'endTime',
      'filterPattern',
      'nextToken',
      'limit',
      'startFromHead',
      'interleaved',
    ]);
    const group = this.store.group(groupName(input));
    const { logStreamNames: names, logStreamNamePrefix: prefix = '' } = input;
    const matches = compileFilter(input.filterPattern);
    const found = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(prefix) && (names === undefined || names.includes(name)))
      .flatMap(({ name, events }) =>
        within(events, input)
          .filter(({ message }) => matches(message))
          .map((event) => ({ ...event, stream: name })),
      )
      .sort(byTime);
    if (input.startFromHead === false) found.reverse();
    const { items, next } = page(found, input.nextToken, input.limit ?? MOST, badToken);
    return {
      events: items.map(({ stream, timestamp, message, ingested, id }) => ({
        logStreamName: stream,
        timestamp,
        message,
        ingestionTime: ingested,
        eventId: id,
      })),
      searchedLogStreams: [],
      ...(next !== undefined && { nextToken: next }),
    };
  }
}

const byTime = (a: StoredEvent, b: StoredEvent): number => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1);

/** Start inclusive, end exclusive, ms since the epoch. */
function within(
  events: readonly StoredEvent[],
  {
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
  }: { startTime?: number | undefined; endTime?: number | undefined },
): StoredEvent[] {
  return events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
}

/** First and one past the last index of a page of GetLogEvents. */
function span({ nextToken, startFromHead }: GetLogEventsRequest, count: number, limit: number): [number, number] {
  if (nextToken === undefined)
    return startFromHead === true ? [0, Math.min(limit, count)] : [Math.max(0, count - limit), count];
  const [, direction, index] = /^([fb])\/(\d+)$/.exec(nextToken) ?? [];
  if (index === undefined) throw badToken();
  const at = Math.min(Number(index), count);
  return direction === 'f' ? [at, Math.min(at + limit, count)] : [Math.max(0, at - limit), at];
}
