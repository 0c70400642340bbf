import { logStreamArn } from '../../authorization/actions/logs';
import type { Principal } from '../../kernel/credentials';
import type { Platform } from '../../kernel/platform';
import type { Group } from './log-store';

/** Whether `writer` may write to the stream, and make group and stream where they are missing. */
export function mayWrite(
  platform: Platform,
  existing: Group | undefined,
  [group, stream]: readonly [group: string, stream: string],
  writer: Principal,
): boolean {
  const permits = (action: string, name: string): boolean =>
    platform.authorization.permits(writer, action, logStreamArn(group, name, platform));
  if (existing === undefined && !permits('logs:CreateLogGroup', '')) return false;
  if (existing?.streams.has(stream) !== true && !permits('logs:CreateLogStream', stream)) return false;
  return permits('logs:PutLogEvents', stream);
}
