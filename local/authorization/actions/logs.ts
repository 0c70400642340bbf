import type { CreateLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import { type Home, type Needs, type NeedsOf, on, onAll } from './need';

type OfStream = Partial<CreateLogStreamRequest>;

/** AWS checks a group as a stream without a name, which is why a grant on a group ends in `:*`. */
export const logStreamArn = (group: string, stream: string, { region, account }: Home): string =>
  `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:${stream}`;

const onGroup =
  (action: string): NeedsOf =>
  ({ logGroupName = '' }: OfStream, home) =>
    on(`logs:${action}`, logStreamArn(logGroupName, '', home));

const onStream =
  (action: string): NeedsOf =>
  ({ logGroupName = '', logStreamName = '' }: OfStream, home) =>
    on(`logs:${action}`, logStreamArn(logGroupName, logStreamName, home));

const onResource =
  (action: string): NeedsOf =>
  ({ resourceArn = '' }: { readonly resourceArn?: string }) =>
    on(`logs:${action}`, resourceArn);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
export const logs: Needs = {
  CreateLogGroup: onGroup('CreateLogGroup'),
  CreateLogStream: onStream('CreateLogStream'),
  DeleteLogGroup: onGroup('DeleteLogGroup'),
  DeleteLogStream: onStream('DeleteLogStream'),
  DeleteRetentionPolicy: onGroup('DeleteRetentionPolicy'),
  DescribeLogGroups: onAll('logs:DescribeLogGroups'),
  DescribeLogStreams: onGroup('DescribeLogStreams'),
  FilterLogEvents: onGroup('FilterLogEvents'),
  GetLogEvents: onStream('GetLogEvents'),
  ListTagsForResource: onResource('ListTagsForResource'),
  TagResource: onResource('TagResource'),
  UntagResource: onResource('UntagResource'),
  PutLogEvents: onStream('PutLogEvents'),
  PutRetentionPolicy: onGroup('PutRetentionPolicy'),
};
