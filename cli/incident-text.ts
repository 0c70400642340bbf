import { stages } from '../functions/remediate/core/stages';
import { describeAlias } from './functions';
import type { IncidentRecord, RemedyRecord } from './records';
import { clock, fields, indented, plural } from './text';

/** `roll back from version 2 to version 1`; the kind is the remedy's name in camel case. */
export function describeRemedy({ kind, fromVersion, toVersion }: RemedyRecord): string {
  const name = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${name} from version ${fromVersion}${toVersion === null ? '' : ` to version ${toVersion}`}`;
}

/** An incident in a list: two or three lines. */
export function tellShort(incident: IncidentRecord, columns: number): string {
  const { openedAt, status, incidentId, reason } = incident;
  const done = outcome(incident);
  return [
    `${clock(openedAt)}  ${status}`,
    ...(done === '' ? [] : [indented(done, 2, columns)]),
    indented(reason, 2, columns),
    `  ${incidentId}`,
  ].join('\n');
}

/** `roll back, 2 -> 1, Healed, 7.3 s after the alarm` */
function outcome({ remedy, fromVersion = '?', toVersion = '?', verdict, alarmAt, provenAt }: IncidentRecord): string {
  if (remedy === undefined) return '';
  const seconds = alarmAt === undefined || provenAt === undefined ? undefined : between(alarmAt, provenAt);
  return [
    remedy,
    `${fromVersion} -> ${toVersion}`,
    verdict ?? 'no verdict',
    ...(seconds === undefined ? [] : [`${seconds} s after the alarm`]),
  ].join(', ');
}

/**
 * An incident with its story.
 * @param undo whether and how it can be undone
 */
export function tellLong(incident: IncidentRecord, undo: string, columns: number): string {
  const { targetId, incidentId, status, reason, timeline } = incident;
  const { decideSeconds, actSeconds, proveSeconds } = stages({
    alarmAt: milliseconds(incident.alarmAt),
    decidedAt: milliseconds(incident.decidedAt),
    actedAt: milliseconds(incident.actedAt),
    provenAt: milliseconds(incident.provenAt),
  });
  const timing = [
    ...(decideSeconds === undefined ? [] : [`decide ${decideSeconds} s`]),
    ...(actSeconds === undefined ? [] : [`act ${actSeconds} s`]),
    ...(proveSeconds === undefined ? [] : [`prove ${proveSeconds} s`]),
  ];
  const head = fields(
    [
      ['incident', incidentId],
      ['target', targetId],
      ['status', `${status}${resolvedBy(incident)}`],
      ['why', reason],
      ['opened', clock(incident.openedAt)],
      ['closed', incident.closedAt && clock(incident.closedAt)],
      ['signals', [...new Set(incident.signals)].join(', ')],
      ['did', outcome(incident)],
      ['tried', incident.attempts === 0 ? '' : plural(incident.attempts, 'attempt')],
      ['times', timing.join(', ')],
      ['relapses', incident.relapses ? String(incident.relapses) : ''],
      ['answer', answer(incident)],
      ['would', would(incident)],
      ['before', incident.before && describeAlias(incident.before)],
      ['undo', undo],
      ['heal', incident.executionArn],
      ['runbook', incident.runbookUrl],
    ],
    columns,
  );
  const story = timeline.map(({ at, what, text }) => `${clock(at)}  ${what}\n${indented(text, 2, columns)}`);
  return `${head}\n\n${story.join('\n')}`;
}

const resolvedBy = ({ resolvedBy: by }: IncidentRecord): string =>
  by === undefined ? '' : by === 'probes' ? ', by probes alone: there was no traffic' : `, by ${by}`;

function answer({ approval, question }: IncidentRecord): string {
  if (approval === undefined) {
    return question === undefined
      ? ''
      : `none yet, asked ${clock(question.askedAt)}, until ${clock(question.deadline)}`;
  }
  if (approval.by === '') return 'nobody answered in time';
  return `${approval.answer} by ${approval.by}${approval.note === '' ? '' : ` ("${approval.note}")`}`;
}

function would({ would: wish, score }: IncidentRecord): string {
  if (wish === undefined) return '';
  const { kind, fromVersion, toVersion = null } = wish;
  const what = fromVersion === undefined ? kind : describeRemedy({ kind, fromVersion, toVersion });
  return `in shadow, it would ${what}${score === undefined ? '' : `; score: ${score}`}`;
}

const milliseconds = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time);

const between = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10;
