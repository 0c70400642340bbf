import { tellLong } from '../../cli/incident-text';
import type { Observed } from './judgement';
import type { Episode } from './plan';

const COLUMNS = 140;

export interface Played {
  /** When it began, epoch milliseconds. */
  readonly at: number;
  readonly episode: Episode;
}

/** All that is known of one target, for whoever has to find out why an invariant broke. */
export function tellStory(
  { targetId, moves, versions, incidents, alarms, lease, liveVersions }: Observed,
  played: readonly Played[],
): string {
  const time = (at: number): string => new Date(at).toISOString();
  return [
    `Story of ${targetId}`,
    'Trouble:',
    ...played.map(
      ({ at, episode }) => `  ${time(at)} after ${episode.pauseSeconds} s ${JSON.stringify(episode.trouble)}`,
    ),
    'Moves of the alias:',
    ...moves.map(
      ({ at, byHealer, from, to }) => `  ${time(at)} ${byHealer ? 'healer' : 'people'}: ${from.join(' and ')} -> ${to}`,
    ),
    `Versions: ${[...versions.keys()].join(', ')}; live: ${liveVersions.map((version) => `${version} ${JSON.stringify(injected(versions.get(version)))}`).join(' and ')}`,
    `Alarms: ${JSON.stringify(alarms)}`,
    `Lease: ${JSON.stringify(lease)}`,
    'Incidents, newest first:',
    ...incidents.map((incident) => tellLong(incident, '', COLUMNS)),
  ].join('\n');
}

const injected = (variables: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => /^(FAILURE|LATENCY)_/.test(name)));
