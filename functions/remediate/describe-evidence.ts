import { describeServed } from './core/blame';
import type { Evidence, SignalEvidence } from './core/evidence';
import { iso } from './time';

/** Evidence in one line, for the timeline: what is always asked first, and then only what is out of the ordinary. */
export function describeEvidence(evidence: Evidence): string {
  const { alias, latest, signals, attempts, races } = evidence;
  return [
    alias === null ? 'the alias does not exist' : describeAlias(alias),
    `versions: ${knownVersions(evidence)}`,
    `$LATEST: ${latest.updateStatus}, differs from live in ${latest.differences.join(', ') || 'nothing but faults'}`,
    `signals: ${signals.map(describeSignal).join(', ') || 'none'}`,
    `served: ${evidence.served.map((one) => `version ${one.version}, ${describeServed(one)}`).join(' and ') || 'unknown'}`,
    ...extraordinary(evidence),
    `${attempts} attempts, ${races} races`,
  ].join('; ');
}

function describeAlias({ name, version, weights, since }: NonNullable<Evidence['alias']>): string {
  const shares = Object.entries(weights).map(([other, weight]) => ` and ${other} at ${weight}`);
  const known =
    since.earliest === undefined
      ? `seen so since ${iso(since.latest)}`
      : `moved there between ${iso(since.earliest)} and ${iso(since.latest)}`;
  return `alias ${name} -> version ${version}${shares.join('')} (${known})`;
}

function knownVersions({ versions, ledger }: Evidence): string {
  const known = versions.map(({ version }) => {
    const entry = ledger.find((one) => one.version === version);
    return `${version} ${entry?.state ?? 'unknown'}${entry?.barrier === undefined ? '' : ' (barrier)'}`;
  });
  return known.join(', ') || 'none';
}

const describeSignal = ({ name, state, newestBreachAt }: SignalEvidence): string =>
  `${name} ${state}${state === 'ALARM' && newestBreachAt !== undefined ? ` on data of ${iso(newestBreachAt)}` : ''}`;

function extraordinary(evidence: Evidence): readonly string[] {
  const { preflights, approval, unjudged, healsLastHour, storm, stackStatus } = evidence;
  return [
    ...preflights.map(({ version, passed }) => `preflight of ${version} ${passed ? 'passed' : 'failed'}`),
    ...(approval === null ? [] : [`asked ${evidence.asked} times, the last answer: ${approval.answer}`]),
    ...(unjudged === null ? [] : [`attempt ${unjudged.attempt}, to version ${unjudged.toVersion}, has no verdict`]),
    ...(evidence.relapses > 0 ? [`relapse ${evidence.relapses}`] : []),
    ...(healsLastHour === 0 ? [] : [`${healsLastHour} other heals within the hour`]),
    ...(evidence.cooldownUntil === undefined ? [] : [`cooldown until ${iso(evidence.cooldownUntil)}`]),
    ...(storm.failing <= 1 ? [] : [`${storm.failing} targets fail`]),
    ...(stackStatus === null ? [] : [`stack ${stackStatus}`]),
  ];
}
