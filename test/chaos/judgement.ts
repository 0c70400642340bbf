import type { IncidentRecord } from '../../cli/records';
import { FAULT_VARIABLES } from '../../functions/contract';
import type { Notification } from '../scenarios/support/inbox';
import type { Move } from './moves';

/** What is known of a target from the outside, when all is over. Times are epoch milliseconds. */
export interface Observed {
  readonly targetId: string;
  readonly moves: readonly Move[];
  /** Variables of every version there is. */
  readonly versions: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  readonly incidents: readonly IncidentRecord[];
  readonly notifications: readonly Notification[];
  readonly liveVersions: readonly string[];
  readonly ledger: ReadonlyMap<string, string>;
  /** Of one request, after a time without trouble. */
  readonly finalStatus: number;
  /** State by name. */
  readonly alarms: Readonly<Record<string, string>>;
  readonly lease: Readonly<Record<string, unknown>>;
}

/** What must never be, whatever happens; each violation in a sentence. */
export function violations(observed: Observed): string[] {
  return [
    ...observed.moves.filter(({ byHealer }) => byHealer).flatMap((move) => wrongMove(move, observed)),
    ...observed.incidents.flatMap((incident) => leftAlone(incident, observed)),
    ...observed.incidents.flatMap((incident) => gaveUp(incident, observed)),
    ...missingVersions(observed),
    ...notRecovered(observed),
  ].map((text) => `${observed.targetId}: ${text}`);
}

/** No newer release overwritten, and no forbidden version. */
function wrongMove({ at, from, to, toVariables, fromVariables }: Move, observed: Observed): string[] {
  const when = new Date(at).toISOString();
  const excused = inOutage(at, observed);
  const sound = from.filter((_, index) => !isBad(fromVariables[index]));
  return [
    ...(toVariables === undefined ? [`${when} the healer moved the alias to version ${to}, which does not exist`] : []),
    ...(isBad(toVariables) ? [`${when} the healer moved the alias to version ${to}, which carries a fault`] : []),
    // The alarm may have been right about an outage, or about the other side of a shift.
    ...(sound.length === from.length && !excused
      ? [`${when} the healer took version ${from.join(' and ')} away for ${to}, although it was sound`]
      : []),
  ];
}

/** Every incident is closed, and people know of what they have to. */
function leftAlone({ incidentId, status, reason }: IncidentRecord, { notifications }: Observed): string[] {
  if (status === 'open') return [`incident ${incidentId} is still open: ${reason}`];
  const told = notifications.some(({ attributes }) => attributes.incidentId === incidentId);
  const mustBeTold = status === 'escalated' || status === 'mitigated' || status === 'resolved';
  return mustBeTold && !told ? [`incident ${incidentId} is ${status}, and nobody was told`] : [];
}

/**
 * Where a version could be rolled back to, the healer recovers by itself, however hostile the cloud is: a person is called
 * only for want of such a version, when what all versions depend on is down, or when people keep changing the function.
 */
function gaveUp({ incidentId, status, reason, openedAt, closedAt }: IncidentRecord, observed: Observed): string[] {
  if (status !== 'escalated' || NOBODY_COULD.test(reason)) return [];
  // It may have begun with something else, and come back when the outage did.
  const hadOutage = observed.outages.some(
    ({ from, to }) => from <= Date.parse(closedAt ?? openedAt) && to + AFTERMATH >= Date.parse(openedAt),
  );
  return hadOutage ? [] : [`incident ${incidentId} was given up: ${reason}`];
}

const NOBODY_COULD =
  /no (other )?version can be rolled back to|no Healthy version to roll back to|^The budget is spent|^Somebody else changed|^The signals have rung again/;

const missingVersions = ({ liveVersions, versions }: Observed): string[] =>
  liveVersions
    .filter((version) => !versions.has(version))
    .map((version) => `the alias names missing version ${version}`);

/** In the end the service works, or a person has been called to it. */
function notRecovered({ incidents, finalStatus, liveVersions, versions, ledger }: Observed): string[] {
  const [last] = incidents.filter(({ status }) => status !== 'stoodDown');
  if (finalStatus === 200 && !liveVersions.some((version) => isBad(versions.get(version)))) return [];
  if (last?.status === 'escalated') return [];
  const healthy = [...ledger].filter(([version, state]) => state === 'Healthy' && versions.has(version));
  return [
    `version ${liveVersions.join(' and ')} answers ${finalStatus} and nobody was called; Healthy: ${healthy.map(([version]) => version).join(', ') || 'none'}; last incident: ${last?.status} (${last?.reason})`,
  ];
}

const FAULTS = Object.entries(FAULT_VARIABLES).filter(([name]) => /RATE$/.test(name));

/** Versions differ in what they inject alone. */
export const isBad = (variables: Readonly<Record<string, string>> | undefined): boolean =>
  variables !== undefined && FAULTS.some(([name, clean]) => (variables[name] ?? clean) !== clean);

/** What an outage has set going ends some minutes after it: the slowest alarm looks at fifteen. */
const AFTERMATH = 15 * 60_000;

const inOutage = (at: number, { outages }: Observed): boolean =>
  outages.some(({ from, to }) => at >= from && at <= to + AFTERMATH);
