import { barrierOf } from '../functions/remediate/core/candidates';
import { describeAlias, percent } from './functions';
import { describeRemedy } from './incident-text';
import { type BrokenTarget, backTo, isProtected, liveState, ringing, type TargetStatus } from './target-status';
import { clock, duration, fields, pasteable, table } from './text';

/** All targets, one line each; what calls for a person is in capitals. */
export const tellAll = (all: readonly (TargetStatus | BrokenTarget)[]): string =>
  table([['TARGET', 'MODE', 'LIVE', 'NOW'], ...all.map(row)]);

function row(status: TargetStatus | BrokenTarget): string[] {
  if ('problem' in status) return [status.targetId, '?', '?', 'BROKEN POLICY'];
  const { targetId, mode, alias } = status;
  const live = alias === undefined ? 'NO ALIAS' : `${alias.version} ${liveState(status)}${shift(alias.weights)}`;
  return [targetId, mode, live, inShort(status)];
}

const shift = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([version, weight]) => ` + ${version} at ${percent(weight)}`)
    .join('');

function inShort(status: TargetStatus): string {
  const { lease, now } = status;
  const rings = ringing(status).length;
  const marks = [
    ...(lease.holder === undefined ? [] : ['healing']),
    ...(lease.awaiting === undefined ? [] : ['ASKS YOU']),
    ...(lease.heldBy === undefined ? [] : ['HELD']),
    ...(lease.shadowing === undefined ? [] : ['in shadow']),
    ...(rings === 0 ? [] : [`ALARM ${rings}`]),
    ...(isProtected(status) ? [] : ['unprotected']),
    ...(cooldown(lease.cooldownUntil, now) === undefined ? [] : ['cools down']),
  ];
  return marks.join(', ') || 'quiet';
}

/** One target, all there is to say on one screen. */
export function tellOne(status: TargetStatus, environment: string, columns: number): string {
  const { targetId, alias, lease, lastIncident, asking, now, signals } = status;
  const rings = ringing(status);
  const command = (words: string): string => pasteable(environment, `${words} ${targetId}`);
  const others = signals.filter(({ state, muted }) => state === 'missing' || muted);
  return fields(
    [
      ['target', `${targetId} (${environment})`],
      ['mode', modeText(status)],
      ['live', alias === undefined ? 'the alias does not exist' : `${describeAlias(alias)}, ${liveState(status)}`],
      ['back to', backToText(status)],
      ['signals', rings.length === 0 ? 'none rings' : `ALARM: ${rings.map(({ name }) => name).join(', ')}`],
      ['', others.map(({ name, state, muted }) => `${name} is ${muted ? 'muted' : state}`).join(', ')],
      ['healing', lease.holder && `incident ${lease.incidentId}`],
      [
        'asks you',
        asking?.question &&
          `may the healer ${describeRemedy(asking.question.remedy)}? Until ${clock(asking.question.deadline)}:\n${command('approve')}\n${command('deny')}`,
      ],
      ['held', lease.heldBy && `by incident ${lease.heldBy}, until you resume it:\n${command('resume')}`],
      ['shadow', lease.shadowing && `incident ${lease.shadowing} is watched; nothing is done`],
      ['cooldown', cooldown(lease.cooldownUntil, now)],
      [
        'last',
        lastIncident && `${lastIncident.incidentId}, ${lastIncident.status}, ${ago(lastIncident.openedAt, now)}`,
      ],
      ['why', lastIncident?.reason],
    ],
    columns,
  );
}

function modeText({ mode, order, policy, now }: TargetStatus): string {
  if (order === undefined) return mode;
  const { by, reason, until } = order;
  if (until !== undefined && until <= now) return `${mode} (an order of ${by} ended ${clock(until)})`;
  const end = until === undefined ? 'until lifted' : `until ${clock(until)}`;
  return `${mode} ${end}, ordered by ${by} ("${reason}"); its policy says ${policy.mode}`;
}

function backToText(status: TargetStatus): string {
  const versions = backTo(status);
  const barrier = barrierOf(status);
  const past = barrier === undefined ? '' : `; not past version ${barrier.version} (${barrier.reason})`;
  if (versions.length > 0) return `version ${versions.join(', ')}${past}`;
  if (isProtected(status)) return `nothing: the live version is the only one that is Healthy${past}`;
  return `nothing, UNPROTECTED: no version is Healthy${past}`;
}

const cooldown = (until: number | undefined, now: number): string | undefined =>
  until === undefined || until <= now ? undefined : `for ${duration(until - now)} more`;

const ago = (time: string, now: number): string => `${duration(now - Date.parse(time))} ago`;
