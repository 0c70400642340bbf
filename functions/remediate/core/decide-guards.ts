import { candidates, entryOf } from './candidates';
import type { Decision } from './decision';
import { escalate, ruledOut } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { AliasEvidence, Evidence } from './evidence';

/** How long a deployment in progress, or the end of a cooldown, is waited for, counted from the opening of the incident. */
export const MAX_WAIT_SECONDS = 300;
export const WAIT_SECONDS = 15;
/** How often the alias may be moved by somebody else before a person has to look. */
export const MAX_RACES = 3;
/** How often the signals of one incident may ring again after its recovery was proven. */
export const MAX_RELAPSES = 3;
/** Candidates that are tried by hand: one may be broken by itself, two that fail alike have the cause in common. */
export const MAX_FAILED_PREFLIGHTS = 2;
/** Fewer failing targets than this are no storm, however few targets there are. */
export const MIN_STORM_TARGETS = 4;

export type MaybeDecision = Decision | undefined;

/**
 * The candidate was tried by hand before it got traffic, and failed as the live version does. Another Healthy version is
 * tried in its stead, but not a reset, whose version is the live one's code.
 */
export function causeElsewhere(evidence: Evidence, alias: AliasEvidence): MaybeDecision {
  const failed = evidence.preflights.filter(({ passed }) => !passed);
  if (failed.length === 0) return undefined;
  const [another] = candidates(evidence, ruledOut(evidence, alias));
  const wereHealthy = failed.every(({ version }) => entryOf(evidence.ledger, version)?.state === 'Healthy');
  if (another !== undefined && wereHealthy && failed.length < MAX_FAILED_PREFLIGHTS) return undefined;
  const versions = failed.map(({ version }) => version).join(' and ');
  const reasons = failed.map(({ reason }) => reason).join(' ');
  const again = evidence.attempts > 0 ? ' again' : '';
  return escalate(
    `Version${failed.length > 1 ? 's' : ''} ${versions} would not help: ${reasons} The cause is elsewhere, perhaps a dependency; traffic was not moved${again}.`,
  );
}

/** A recovery that was proven again and again is real: what keeps ringing is the alarm, or something that comes and goes. */
export function flapping({ relapses }: Evidence): MaybeDecision {
  if (relapses < MAX_RELAPSES) return undefined;
  return escalate(
    `The signals have rung again ${relapses} times after the recovery was proven (limit ${MAX_RELAPSES}): an alarm that flaps, or a cause that comes and goes, which no version cures.`,
  );
}

export function budgetSpent({ attempts, tried }: Evidence, { budget }: DecisionPolicy): MaybeDecision {
  if (attempts < budget.attemptsPerIncident) return undefined;
  const versions = tried.length === 0 ? '' : `; versions involved: ${tried.join(', ')}`;
  return escalate(
    `The budget is spent: ${attempts} of ${budget.attemptsPerIncident} attempts without a lasting recovery${versions}.`,
  );
}

export function tooManyHeals({ healsLastHour, attempts }: Evidence, { budget }: DecisionPolicy): MaybeDecision {
  if (attempts > 0 || healsLastHour < budget.healsPerHour) return undefined;
  return escalate(
    `The budget is spent: the target was healed ${healsLastHour} times within the last hour (limit ${budget.healsPerHour}); healing it again would only hide the cause.`,
  );
}

/** The signals of a target that has just been healed may ring again; nothing is moved twice in a row. */
export function coolingDown({ cooldownUntil, openedAt }: Evidence, now: number): MaybeDecision {
  if (cooldownUntil === undefined || cooldownUntil <= now) return undefined;
  const left = seconds(cooldownUntil - now);
  if (cooldownUntil - openedAt > MAX_WAIT_SECONDS * 1000) {
    return escalate(`The target cools down for ${left} s more after its last heal, longer than can be waited for.`);
  }
  const wait = Math.min(left, WAIT_SECONDS);
  return {
    kind: 'wait',
    seconds: wait,
    reason: `The target cools down for ${left} s more after its last heal; looking again in ${wait} s.`,
  };
}

export function lostRaces({ races }: Evidence): MaybeDecision {
  if (races < MAX_RACES) return undefined;
  return escalate(
    `Somebody else changed the function ${races} times while it was being healed; a person has to decide.`,
  );
}

/** Moved by hand, the alias would no longer match what CodeDeploy believes, and its next deployment would fail. */
export function ownedByCodeDeploy(_: Evidence, { codeDeploy, aliasName }: DecisionPolicy): MaybeDecision {
  if (codeDeploy === null) return undefined;
  return escalate(
    `Alias ${aliasName} belongs to CodeDeploy (application ${codeDeploy.applicationName}, group ${codeDeploy.deploymentGroupName}): stop or roll back its deployment there.`,
  );
}

/** Another version would be throttled alike. */
export function throttlesOnly({ signals }: Evidence): MaybeDecision {
  const ringing = signals.filter(({ state }) => state === 'ALARM');
  if (ringing.length === 0 || ringing.some(({ kind }) => kind !== 'throttles')) return undefined;
  return escalate(
    `Only throttling is signalled (${ringing.map(({ name }) => name).join(', ')}): a matter of concurrency, which no version cures.`,
  );
}

/** When many targets fail in the same minutes, what they share is to blame, not each one's version. */
export function storm({ storm: { failing, targets } }: Evidence, { stormShare }: DecisionPolicy): MaybeDecision {
  if (stormShare === 0 || failing < MIN_STORM_TARGETS || failing < stormShare * targets) return undefined;
  return {
    ...escalate(
      `${failing} of ${targets} targets fail within the same minutes (brake at ${Math.round(stormShare * 100)} %): the cause is probably shared, so nothing is rolled back.`,
    ),
    storm: true,
  };
}

/** Lambda or CloudFormation is at work: what is observed now is about to change. */
export function deploymentInProgress({ latest, stackStatus, openedAt }: Evidence, now: number): MaybeDecision {
  const busy = [
    ...(latest.updateStatus === 'InProgress' ? ['an update of the function'] : []),
    ...(stackStatus !== null && isAtWork(stackStatus) ? [`a deployment of its stack (${stackStatus})`] : []),
  ];
  if (busy.length === 0) return undefined;
  const what = `${capital(busy.join(' and '))} ${busy.length === 1 ? 'is' : 'are'}`;
  const waited = Math.max(0, Math.round((now - openedAt) / 1000));
  if (waited < MAX_WAIT_SECONDS) {
    return {
      kind: 'wait',
      seconds: WAIT_SECONDS,
      reason: `${what} in progress, ${waited} s after the incident opened; looking again in ${WAIT_SECONDS} s.`,
    };
  }
  return escalate(`${what} still in progress after ${waited} s (limit ${MAX_WAIT_SECONDS} s).`);
}

/** While it cleans up, CloudFormation deletes what it has replaced, for up to an hour; the alias is final by then. */
const isAtWork = (stackStatus: string): boolean =>
  stackStatus.endsWith('_IN_PROGRESS') && !stackStatus.endsWith('_CLEANUP_IN_PROGRESS');

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
