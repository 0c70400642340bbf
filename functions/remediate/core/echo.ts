import type { Lease } from './lease';

/**
 * After this time an alarm that is still in ALARM is no echo of data from before the last action, whatever its state's
 * reason says: CloudWatch writes that once, when the state changes, and not again while it stays. As long as
 * `WATCH_SECONDS`, for the same arithmetic.
 */
export const ECHO_SECONDS = 300;

/**
 * Whether the data in an alarm's reason are out of date, so that they cannot show an echo any more: the target has been
 * deployed since the heal, or the last incident ended without a proof. The version that was proven keeps its proof: an
 * alarm that ignores missing data stays in ALARM in silence for ever, which is no reason to roll back a sound version.
 */
export function isOutOfDate(
  { lastActionAt }: Lease,
  incident: { readonly status: string; readonly toVersion?: string } | undefined,
  liveVersion: string | undefined,
  now: number,
): boolean {
  if (lastActionAt === undefined || incident === undefined || now - lastActionAt < ECHO_SECONDS * 1000) return false;
  const proven = incident.status === 'mitigated' || incident.status === 'resolved';
  return !(proven && incident.toVersion === liveVersion);
}
