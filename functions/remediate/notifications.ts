import { stages } from './core/stages';
import type { Incident } from './incident';
import type { Notification } from './ports';
import { parseTime } from './time';

/** SNS refuses longer subjects, and anything but printable ASCII. */
const MAX_SUBJECT = 100;

/** What an escalation knows; little when the incident could not even be opened. */
export interface Escalation {
  readonly targetId: string;
  readonly incidentId: string;
  readonly reason: string;
  readonly incident: Incident | undefined;
  readonly runbookUrl: string | undefined;
  readonly executionArn: string;
  /** True when neither the incident nor the hold could be written to the table. */
  readonly unrecorded: boolean;
  /** True when the target waits for a person to resume it. */
  readonly held: boolean;
}

export function healedNotification(environment: string, incident: Incident): Notification {
  const { targetId, remedy, fromVersion, toVersion } = incident;
  const { decideSeconds, actSeconds, proveSeconds } = stages({
    alarmAt: parseTime(incident.alarmAt),
    decidedAt: parseTime(incident.decidedAt),
    actedAt: parseTime(incident.actedAt),
    provenAt: parseTime(incident.provenAt),
  });
  return {
    subject: subject(`Healed: ${targetId} (${environment}), ${remedy} ${fromVersion} -> ${toVersion}`),
    body: lines([
      `${targetId} is healed: ${remedy}, version ${fromVersion} -> ${toVersion}.`,
      '',
      `Why: ${lastOf(incident, 'decision') ?? incident.reason}`,
      `Proof: ${lastOf(incident, 'verdict')}`,
      `Time: decide ${decideSeconds} s, act ${actSeconds} s, prove ${proveSeconds} s.`,
      '',
      `Version ${fromVersion} is quarantined. The next deployment of its cause brings the fault back.`,
      `Signals: ${incident.signals.join(', ')}`,
      `Incident: ${incident.incidentId}`,
      `Runbook: ${incident.runbookUrl}`,
    ]),
    attributes: attributes(environment, incident),
  };
}

export function escalationNotification(environment: string, escalation: Escalation): Notification {
  const { targetId, incidentId, reason, incident, runbookUrl, executionArn, unrecorded, held } = escalation;
  const actions = incident?.timeline.filter(({ what }) => what === 'action' || what === 'verdict') ?? [];
  return {
    subject: subject(`ESCALATED: ${targetId} (${environment}) needs a person`),
    body: lines([
      reason,
      '',
      actions.length === 0 ? 'Nothing was changed.' : 'Tried so far:',
      ...actions.map(({ at, text }) => `- ${at.slice(11, 19)} ${text}`),
      '',
      held
        ? `HELD: the healer takes no further action on ${targetId} until you resume it (runbooks/pause-and-resume.md).`
        : `${targetId} is not held: while an alarm rings, the healer tries again.`,
      ...(unrecorded ? ['The incident could NOT be written to the table; this message is its record.'] : []),
      `Incident: ${incidentId}`,
      `Execution: ${executionArn}`,
      `Runbook: ${runbookUrl ?? 'unknown: no policy could be read for this target'}`,
    ]),
    attributes: attributes(environment, { ...incident, targetId, incidentId, status: 'escalated' }),
  };
}

function attributes(
  environment: string,
  incident: Partial<Incident> & Pick<Incident, 'targetId' | 'incidentId' | 'status'>,
): Notification['attributes'] {
  const { targetId, incidentId, status, remedy, verdict, fromVersion, toVersion } = incident;
  return { environment, targetId, incidentId, status, remedy, verdict, fromVersion, toVersion };
}

const lastOf = ({ timeline }: Incident, what: string): string | undefined =>
  timeline.filter((entry) => entry.what === what).at(-1)?.text;

const subject = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SUBJECT);

const lines = (parts: readonly string[]): string => parts.join('\n');
