import type {
  CreateLogGroupRequest,
  CreateLogStreamRequest,
  DeleteLogGroupRequest,
  DeleteLogStreamRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Tags } from '../support/tags';
import type { LogStore, Stream } from './log-store';

/** Days that a retention policy may have. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Operations on log groups and log streams as such. */
export class Groups {
  constructor(
    private readonly platform: Platform,
    private readonly store: LogStore,
  ) {}

  createLogGroup(input: CreateLogGroupRequest): void {
    only('CreateLogGroup', input, ['logGroupName', 'tags']);
    this.store.createGroup(input.logGroupName ?? '').tags = { ...input.tags };
  }

  setTags(name: string, tags: Tags): void {
    this.store.group(name).tags = tags;
  }

  deleteLogGroup(input: DeleteLogGroupRequest): void {
    only('DeleteLogGroup', input, ['logGroupName']);
    this.store.deleteGroup(input.logGroupName ?? '');
  }

  createLogStream(input: CreateLogStreamRequest): void {
    only('CreateLogStream', input, ['logGroupName', 'logStreamName']);
    const name = input.logStreamName ?? '';
    this.store.createStream(this.store.group(input.logGroupName), name);
  }

  deleteLogStream(input: DeleteLogStreamRequest): void {
    only('DeleteLogStream', input, ['logGroupName', 'logStreamName']);
    const group = this.store.group(input.logGroupName);
    group.streams.delete(this.store.stream(group, input.logStreamName).name);
  }

  putRetentionPolicy(input: PutRetentionPolicyRequest): void {
    only('PutRetentionPolicy', input, ['logGroupName', 'retentionInDays']);
    const days = input.retentionInDays ?? 0;
    if (!RETENTIONS.includes(days)) {
      throw invalid(`Invalid retention value. Valid values are: [${RETENTIONS.join(', ')}]`);
    }
    this.store.group(input.logGroupName).retention = days;
  }

  deleteRetentionPolicy(input: DeleteRetentionPolicyRequest): void {
    only('DeleteRetentionPolicy', input, ['logGroupName']);
    this.store.group(input.logGroupName).retention = undefined;
  }

  describeLogGroups(input: DescribeLogGroupsRequest): DescribeLogGroupsResponse {
    only('DescribeLogGroups', input, ['logGroupNamePrefix', 'logGroupNamePattern', 'nextToken', 'limit']);
    const { logGroupNamePrefix: prefix = '', logGroupNamePattern: part = '' } = input;
    if (prefix !== '' && part !== '') {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const found = this.store
      .all()
      .filter(({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(part.toLowerCase()));
    const { items, next } = page(found, input.nextToken, input.limit ?? 50, badToken);
    return {
      logGroups: items.map(({ name, created, retention, streams }) => ({
        logGroupName: name,
        creationTime: created,
        ...(retention !== undefined && { retentionInDays: retention }),
        metricFilterCount: 0,
        arn: `${this.arn(name)}:*`,
        logGroupArn: this.arn(name),
        logGroupClass: 'STANDARD',
        deletionProtectionEnabled: false,
        storedBytes: [...streams.values()].reduce((sum, stream) => sum + bytesOf(stream), 0),
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  }

  describeLogStreams(input: DescribeLogStreamsRequest): DescribeLogStreamsResponse {
    only('DescribeLogStreams', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamNamePrefix',
      'orderBy',
      'descending',
      'nextToken',
      'limit',
    ]);
    const group = this.store.group(groupName(input));
    const prefix = input.logStreamNamePrefix ?? '';
    const byTime = input.orderBy === 'LastEventTime';
    if (byTime && prefix !== '') throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    const key = (stream: Stream): string | number => (byTime ? (stream.events.at(-1)?.timestamp ?? 0) : stream.name);
    const found = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (input.descending === true) found.reverse();
    const { items, next } = page(found, input.nextToken, input.limit ?? 50, badToken);
    return {
      logStreams: items.map((stream) => this.describeStream(group.name, stream)),
      ...(next !== undefined && { nextToken: next }),
    };
  }

  arn(groupNameOnly: string): string {
    return `arn:aws:logs:${this.platform.region}:${this.platform.account}:log-group:${groupNameOnly}`;
  }

  private describeStream(group: string, stream: Stream) {
    const first = stream.events[0];
    const last = stream.events.at(-1);
    return {
      logStreamName: stream.name,
      creationTime: stream.created,
      arn: `${this.arn(group)}:log-stream:${stream.name}`,
      storedBytes: 0,
      ...(first !== undefined && { firstEventTimestamp: first.timestamp }),
      ...(last !== undefined && { lastEventTimestamp: last.timestamp, lastIngestionTime: last.ingested }),
    };
  }
}

/** The group by its name, or by an identifier, which may be an ARN. */
export function groupName(input: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string | undefined {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new ServiceError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  return logGroupName ?? logGroupIdentifier?.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');
}

export const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
export const badToken = (): ServiceError => invalid('The specified nextToken is invalid.');

const bytesOf = ({ events }: Stream): number => events.reduce((sum, { message }) => sum + message.length + 26, 0);
