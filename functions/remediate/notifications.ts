import type { AskDecision } from './core/decision';
import { describe } from './core/in-mode';
import { stages } from './core/stages';
import type { Incident, Question } from './incident';
import { attributes, command, lastOf, lines, references, subject } from './notification-text';
import type { Notification } from './ports';
import { parseTime } from './time';

/*
 * Messages to people, who may read them on a phone at night: the first line says what has happened, what was done and what
 * they have to do. Attributes say the same to machines.
 */

export function healedNotification(environment: string, incident: Incident): Notification {
  const { targetId, remedy, fromVersion, toVersion, tried, relapses = 0 } = incident;
  const quarantined = tried.filter((version) => version !== toVersion).join(', ');
  return {
    subject: subject(`Healed: ${targetId} (${environment}), ${remedy} ${fromVersion} -> ${toVersion}`),
    body: lines([
      `${targetId} is healed: ${remedy}, version ${fromVersion} -> ${toVersion}, proven. Nothing to do now; mend version ${quarantined} before it is deployed again.`,
      '',
      `Why: ${lastOf(incident, 'decision') ?? incident.reason}`,
      `Proof: ${lastOf(incident, 'verdict')}`,
      relapses > 0 ? `Relapses: ${relapses}` : `Time: ${times(incident)}`,
      '',
      `Quarantined: version ${quarantined}. The next deployment of its cause brings the fault back.`,
      ...references(incident),
    ]),
    attributes: attributes('healed', environment, incident),
  };
}

export function approvalNotification(
  environment: string,
  incident: Incident,
  { remedy }: AskDecision,
  { taskToken, deadline }: Question,
): Notification {
  const { targetId } = incident;
  const answer = (approved: boolean) =>
    `aws stepfunctions send-task-success --task-token '${taskToken}' --task-output '{"approved":${approved},"by":"YOUR NAME"}'`;
  return {
    subject: subject(`APPROVE? ${targetId} (${environment}): ${describe(remedy)}`),
    body: lines([
      `${targetId} fails. May the healer ${describe(remedy)}? Nothing is changed yet; answer until ${deadline}.`,
      '',
      `Why: ${remedy.reason}`,
      'Without an answer the healer changes nothing and calls a person.',
      '',
      `Approve: ${command(environment, `approve ${targetId}`)}`,
      `Deny: ${command(environment, `deny ${targetId}`)}`,
      '',
      'Without the repository:',
      answer(true),
      answer(false),
      '',
      ...references(incident),
    ]),
    attributes: attributes('approval', environment, {
      ...incident,
      fromVersion: remedy.fromVersion,
      toVersion: 'toVersion' in remedy ? remedy.toVersion : undefined,
    }),
  };
}

/** Sent once for each incident that is only watched. */
export function shadowNotification(environment: string, incident: Incident): Notification {
  const { targetId, would, reason } = incident;
  const what = wouldText(would);
  return {
    subject: subject(`SHADOW: would ${what}: ${targetId} (${environment})`),
    body: lines([
      `${targetId} fails, and nothing was changed: it is in shadow. The healer would ${what}. It is up to you to act.`,
      '',
      `Why: ${reason}`,
      `When the signals are OK again, the incident notes how this compares with what was done.`,
      '',
      ...references(incident),
    ]),
    attributes: attributes('shadow', environment, {
      ...incident,
      fromVersion: would?.fromVersion,
      toVersion: would?.toVersion,
    }),
  };
}

/** A version that was quarantined, or one with the same code and configuration. */
export interface Redeploy {
  readonly targetId: string;
  /** The one that is live. */
  readonly version: string;
  /** The one that was quarantined, and by which incident; the same version, when it came back itself. */
  readonly quarantined: string;
  readonly incidentId: string;
  readonly runbookUrl: string;
}

export function redeployNotification(environment: string, redeploy: Redeploy): Notification {
  const { targetId, version, quarantined, incidentId, runbookUrl } = redeploy;
  const same = version === quarantined;
  return {
    subject: subject(`REDEPLOYED: ${targetId} (${environment}), version ${quarantined} was quarantined`),
    body: lines([
      `Version ${version} of ${targetId} is live, ${same ? 'which' : `the same as version ${quarantined}, which`} was quarantined. Nothing was changed; roll it back or release it.`,
      '',
      'It is not called Healthy by its traffic, so that nothing is rolled back to it. If it is sound after all:',
      command(environment, `release ${targetId} ${version} --reason "WHY"`),
      '',
      `Incident: ${incidentId}`,
      `Runbook: ${runbookUrl}`,
    ]),
    attributes: attributes('redeploy', environment, { targetId, incidentId, toVersion: version }),
  };
}

function wouldText(would: Incident['would']): string {
  if (would?.fromVersion === undefined) return 'call a person';
  const name = would.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${name} ${would.fromVersion}${would.toVersion === undefined ? '' : ` -> ${would.toVersion}`}`;
}

function times(incident: Incident): string {
  const { decideSeconds, actSeconds, proveSeconds } = stages({
    alarmAt: parseTime(incident.alarmAt),
    decidedAt: parseTime(incident.decidedAt),
    actedAt: parseTime(incident.actedAt),
    provenAt: parseTime(incident.provenAt),
  });
  const told = [
    ['decide', decideSeconds],
    ['act', actSeconds],
    ['prove', proveSeconds],
  ] as const;
  return told.map(([stage, seconds]) => `${stage} ${seconds === undefined ? 'unknown' : `${seconds} s`}`).join(', ');
}
