import { ServiceError } from '../../kernel/errors';
import type { Tags } from '../support/tags';

export interface StoredEvent {
  /** ms since the epoch. */
  readonly timestamp: number;
  readonly ingested: number;
  readonly message: string;
  readonly id: string;
}

export interface Stream {
  readonly name: string;
  readonly created: number;
  readonly events: StoredEvent[];
}

export interface Group {
  readonly name: string;
  readonly created: number;
  /** Days; undefined keeps for ever. */
  retention: number | undefined;
  tags: Tags;
  readonly streams: Map<string, Stream>;
}

const DAY = 86_400_000;

/** Log groups, their streams and events, in memory. */
export class LogStore {
  private readonly groups = new Map<string, Group>();
  private written = 0;

  constructor(readonly now: () => number) {}

  createGroup(name: string, retention?: number): Group {
    checkLength(name);
    if (this.groups.has(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group: Group = { name, created: this.now(), retention, tags: {}, streams: new Map() };
    this.groups.set(name, group);
    return group;
  }

  deleteGroup(name: string): void {
    this.group(name);
    this.groups.delete(name);
  }

  createStream(group: Group, name: string): Stream {
    checkLength(name);
    if (group.streams.has(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    const stream: Stream = { name, created: this.now(), events: [] };
    group.streams.set(name, stream);
    return stream;
  }

  /** Appends an event, making group and stream where they are missing, as Lambda and the others do for themselves. */
  write(groupName: string, streamName: string, message: string, timestamp = this.now()): void {
    const group = this.groups.get(groupName) ?? this.createGroup(groupName);
    this.append(group, group.streams.get(streamName) ?? this.createStream(group, streamName), message, timestamp);
  }

  append(group: Group, { events }: Stream, message: string, timestamp: number): void {
    this.written += 1;
    // Ids are ordered like the events, as AWS's 56 digits are.
    const id = String(timestamp).padStart(20, '0') + String(this.written).padStart(36, '0');
    events.push({ timestamp, ingested: this.now(), message, id });
    if (group.retention !== undefined) prune(events, this.now() - group.retention * DAY);
  }

  find(name: string): Group | undefined {
    return this.groups.get(name);
  }

  group(name: string | undefined): Group {
    const group = this.groups.get(name ?? '');
    if (group === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return group;
  }

  stream(group: Group, name: string | undefined): Stream {
    const stream = group.streams.get(name ?? '');
    if (stream === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return stream;
  }

  /** By name. */
  all(): Group[] {
    return [...this.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function prune(events: StoredEvent[], oldest: number): void {
  let expired = 0;
  while ((events[expired]?.timestamp ?? Number.POSITIVE_INFINITY) < oldest) expired += 1;
  if (expired > 0) events.splice(0, expired);
}

function checkLength(name: string): void {
  if (name.length <= 512) return;
  throw new ServiceError(
    'InvalidParameterException',
    'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
  );
}
