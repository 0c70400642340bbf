import type { Blame } from './blame';
import type { Lease } from './lease';

/** What the live version has served since the last action, the probes of its proof apart. */
export interface LiveSince {
  readonly blame: Blame;
  readonly requests: number;
}

/**
 * Whether the data in an alarm's reason are out of date, so that they cannot show an echo any more. CloudWatch writes them
 * once, when the state changes, and not again while it stays: an alarm of five minutes may hide for a quarter of an hour
 * what fails under it. So what the live version has served since comes first. Otherwise they are out of date once the alarm
 * has nothing from before the last action in view: with traffic, or where another version is live, or nothing was proven.
 * In silence a version that was proven keeps its proof: an alarm that ignores missing data stays in ALARM for ever.
 * @param viewSeconds how long data from before a moment stay in the alarm's view; see `alarmView`
 */
export function isOutOfDate(
  { lastActionAt }: Lease,
  incident: { readonly status: string; readonly toVersion?: string } | undefined,
  liveVersion: string | undefined,
  viewSeconds: number,
  live: LiveSince,
  now: number,
): boolean {
  if (lastActionAt === undefined) return false;
  if (live.blame === 'broken') return true;
  if (incident === undefined || now - lastActionAt < viewSeconds * 1000) return false;
  const proven = incident.status === 'mitigated' || incident.status === 'resolved';
  return live.requests > 0 || !(proven && incident.toVersion === liveVersion);
}
