import type { Incident } from './incident';
import { attributes, command, lines, subject } from './notification-text';
import type { Notification } from './ports';

/* Messages that hand a target over to people. */

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

export function escalationNotification(environment: string, escalation: Escalation): Notification {
  const { targetId, reason } = escalation;
  const { incident, held } = escalation;
  const todo = held ? 'Follow the runbook, then resume it.' : 'Follow the runbook.';
  return {
    subject: subject(`ESCALATED: ${targetId} (${environment}) needs a person`),
    body: lines([
      `${targetId} is NOT healed; ${done(incident)}. ${todo}`,
      '',
      `Why: ${reason}`,
      '',
      ...story(escalation),
      held
        ? `HELD: the healer takes no further action on ${targetId} until you resume it: ${command(environment, `resume ${targetId}`)}`
        : `${targetId} is not held: while an alarm rings, the healer tries again.`,
      ...whereabouts(escalation),
    ]),
    attributes: escalated('escalated', environment, escalation),
  };
}

/** One message for all targets that fail together; the others are held without one of their own. */
export function stormNotification(
  environment: string,
  escalation: Escalation,
  failing: readonly string[],
): Notification {
  const { reason } = escalation;
  return {
    subject: subject(`STORM (${environment}): ${reason}`),
    body: lines([
      `${reason} Find what they share; then resume them: ${command(environment, 'resume --all')}`,
      '',
      `Failing so far: ${failing.join(', ')}. Each is held, and those that join within minutes are held without a message of their own.`,
      '',
      ...story(escalation),
      ...whereabouts(escalation),
    ]),
    attributes: escalated('storm', environment, escalation),
  };
}

function done(incident: Incident | undefined): string {
  const { attempts = 0 } = incident ?? {};
  if (attempts === 0) return actionsOf(incident).length === 0 ? 'nothing was changed' : 'traffic was not moved';
  return `${attempts} attempt(s) made, the last: ${lastMove(incident)}`;
}

/** What was done, not what was decided last: that may have been given up before it was done. */
function lastMove(incident: Incident | undefined): string {
  const moved = incident?.timeline.findLast(({ after }) => after !== undefined);
  const [before, after] = [moved?.before, moved?.after] as ({ readonly version?: string } | undefined)[];
  return after === undefined ? 'not on record' : `alias moved ${before?.version ?? '?'} -> ${after.version ?? '?'}`;
}

function story({ incident }: Escalation): readonly string[] {
  const actions = actionsOf(incident);
  return [
    actions.length === 0 ? 'Nothing was changed.' : 'Tried so far:',
    ...actions.map(({ at, text }) => `- ${at.slice(11, 19)} ${text}`),
    '',
  ];
}

const actionsOf = (incident: Incident | undefined): Incident['timeline'] =>
  incident?.timeline.filter(({ what }) => what === 'action' || what === 'verdict') ?? [];

const whereabouts = ({ unrecorded, incidentId, executionArn, runbookUrl }: Escalation): readonly string[] => [
  ...(unrecorded ? ['The incident could NOT be written to the table; this message is its record.'] : []),
  `Incident: ${incidentId}`,
  `Execution: ${executionArn}`,
  `Runbook: ${runbookUrl ?? 'unknown: no policy could be read for this target'}`,
];

const escalated = (
  kind: 'escalated' | 'storm',
  environment: string,
  { incident, targetId, incidentId }: Escalation,
): Notification['attributes'] =>
  attributes(kind, environment, { ...incident, targetId, incidentId, status: 'escalated' });
