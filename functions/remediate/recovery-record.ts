import type { Policy } from '../policy';
import { aliasRecords } from './alias-record';
import { scoreOf } from './core/score';
import { type Incident, incidentRecords, type TimelineEntry } from './incident';
import type { Ports } from './ports';
import { iso, parseTime } from './time';

/** How the patrol closes what has recovered. */

const MINUTE_MILLISECONDS = 60_000;

/** A mitigated incident whose signals have agreed for long enough: by real traffic, or for want of it by the probes alone. */
export async function resolveIncident(
  { table, traffic }: Pick<Ports, 'table' | 'traffic'>,
  { targetId, functionName, aliasName, faultMetric }: Policy,
  proven: {
    readonly incidentId: string;
    /** The one that was proven, and when. */
    readonly version: string;
    readonly provenAt: number;
    readonly reason: string;
  },
  now: number,
): Promise<void> {
  const { incidentId, version, provenAt, reason } = proven;
  // CloudWatch begins with the minute of the proof, and so with its probes: they are not the traffic that is asked about.
  const from = Math.ceil(provenAt / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS;
  const query = { functionName, aliasName, version, from, to: now, faultMetric, withoutProbes: true };
  const { requests, errors } = await traffic.served(query);
  const by = requests === 0 ? 'without traffic: proven by probes only' : `${requests} requests, ${errors} errors`;
  await incidentRecords(table).note({ targetId, incidentId }, [note(`Resolved: ${reason} (${by}).`, now)], {
    status: 'resolved',
    resolvedBy: requests === 0 ? 'probes' : 'traffic',
    closedAt: iso(now),
  });
}

/** An incident that was only watched: what the healer would have done is compared with what then happened. */
export async function closeShadow(
  { table, lambda }: Pick<Ports, 'table' | 'lambda'>,
  policy: Policy,
  shadow: { readonly incidentId: string; readonly recovered: boolean; readonly reason: string },
  now: number,
): Promise<void> {
  const incidents = incidentRecords(table);
  const { targetId } = policy;
  const reference = { targetId, incidentId: shadow.incidentId };
  if (!shadow.recovered) {
    await incidents.note(reference, [note(`Not scored: ${shadow.reason}`, now)], { closedAt: iso(now) });
    return;
  }
  const [incident, alias, seen] = await Promise.all([
    incidents.find(reference),
    lambda.alias(policy),
    aliasRecords(table).find(targetId),
  ]);
  const unchanged = seen?.revisionId === alias?.revisionId && (seen?.since ?? now) <= decidedAt(incident);
  const would = incident?.would;
  const score = scoreOf(would, alias && { ...alias, unchanged });
  const meant =
    would?.toVersion === undefined ? (would?.kind ?? 'nothing known') : `${would.kind} to ${would.toVersion}`;
  const text = `Scored ${score}: it would have been ${meant}, and the alias names version ${alias?.version ?? 'none'} now. ${shadow.reason}`;
  await incidents.note(reference, [note(text, now)], { score, closedAt: iso(now) });
}

/** Whoever decides has looked at the alias just before, so an older sight of its revision is one from before the decision. */
function decidedAt(incident: Incident | undefined): number {
  const decision = incident?.timeline.filter(({ what }) => what === 'decision').at(-1);
  return parseTime(decision?.at) ?? 0;
}

const note = (text: string, now: number): TimelineEntry => ({ at: iso(now), what: 'note', text });
