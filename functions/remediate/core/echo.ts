import type { Blame } from './blame';
import type { Lease } from './lease';

/**
 * Whether the data in an alarm's reason are out of date, so that they cannot show an echo any more: what is live has failed
 * since the heal, the target has been deployed since then, or the last incident ended without a proof. The version that was proven keeps its proof: an
 * alarm that ignores missing data stays in ALARM in silence for ever, which is no reason to roll back a sound version.
 * @param viewSeconds after this time an alarm that is still in ALARM is no echo of data from before the last action,
 * whatever its state's reason says: CloudWatch writes that once, when the state changes, and not again while it stays.
 * See `watchSeconds`. An alarm of five minutes hides what fails under it for a quarter of an hour, which is why data come first.
 * @param live by what the live version has served since the last action
 */
export function isOutOfDate(
  { lastActionAt }: Lease,
  incident: { readonly status: string; readonly toVersion?: string } | undefined,
  liveVersion: string | undefined,
  viewSeconds: number,
  live: Blame,
  now: number,
): boolean {
  if (lastActionAt !== undefined && live === 'broken') return true;
  if (lastActionAt === undefined || incident === undefined || now - lastActionAt < viewSeconds * 1000) return false;
  const proven = incident.status === 'mitigated' || incident.status === 'resolved';
  return !(proven && incident.toVersion === liveVersion);
}
