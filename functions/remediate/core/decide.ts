import { candidates, whyNone } from './candidates';
import { decideInjectedFault } from './decide-injected-fault';
import { decideShift } from './decide-shift';
import type { Decision } from './decision';
import { escalate, liveVersion, remedyBase, ruledOut } from './decision-parts';
import type { AliasEvidence, Evidence } from './evidence';

/** How long an update in progress is waited for, counted from the opening of the incident. */
export const MAX_WAIT_SECONDS = 300;
export const WAIT_SECONDS = 15;
/** How often the alias may be moved by somebody else before a person has to look. */
export const MAX_RACES = 3;

/** The part of a target's policy that decisions depend on. */
export interface DecisionPolicy {
  readonly functionName: string;
  readonly aliasName: string;
  readonly mode: 'armed' | 'paused';
  readonly budget: { readonly attemptsPerIncident: number };
}

/**
 * What to do about an incident: a pure function of what was observed, the target's policy and the time.
 * The order of the rules matters: those that forbid acting come first.
 * @param now epoch milliseconds
 */
export function decide(evidence: Evidence, policy: DecisionPolicy, now: number): Decision {
  const { alias } = evidence;
  if (alias === null) return escalate(`Alias ${policy.aliasName} of ${policy.functionName} does not exist.`);
  return (
    paused(evidence, policy) ??
    recoveredAlone(evidence) ??
    budgetSpent(evidence, policy) ??
    lostRaces(evidence) ??
    throttlesOnly(evidence) ??
    updateInProgress(evidence, now) ??
    decideShift(evidence, alias) ??
    decideInjectedFault(evidence, alias) ??
    rollBack(evidence, alias)
  );
}

type MaybeDecision = Decision | undefined;

/** Paused while the heal was under way; what has been started is handed over to a person. */
function paused({ attempts }: Evidence, { mode }: DecisionPolicy): MaybeDecision {
  if (mode === 'armed') return undefined;
  if (attempts > 0) return escalate(`Healing was paused after ${attempts} attempt(s), before a recovery was proven.`);
  return { kind: 'standDown', reason: 'Healing of this target is paused by its policy.' };
}

/** Before the first remedy only: afterwards a verdict decides, because silence reads as OK too. */
function recoveredAlone({ attempts, signals }: Evidence): MaybeDecision {
  const rang = signals.filter((signal) => signal.rang);
  const quiet = rang.length > 0 && rang.every(({ state }) => state === 'OK');
  if (attempts > 0 || !quiet || signals.some(({ state }) => state === 'ALARM')) return undefined;
  return {
    kind: 'standDown',
    reason: `No signal is in ALARM any more: ${rang.map(({ name }) => name).join(', ')} OK.`,
  };
}

function budgetSpent({ attempts, tried }: Evidence, { budget }: DecisionPolicy): MaybeDecision {
  if (attempts < budget.attemptsPerIncident) return undefined;
  const versions = tried.length === 0 ? '' : `; versions involved: ${tried.join(', ')}`;
  return escalate(
    `The budget is spent: ${attempts} of ${budget.attemptsPerIncident} attempts without a proven recovery${versions}.`,
  );
}

function lostRaces({ races }: Evidence): MaybeDecision {
  if (races < MAX_RACES) return undefined;
  return escalate(
    `Somebody else changed the function ${races} times while it was being healed; a person has to decide.`,
  );
}

/** Another version would be throttled alike. */
function throttlesOnly({ signals }: Evidence): MaybeDecision {
  const ringing = signals.filter(({ state }) => state === 'ALARM');
  if (ringing.length === 0 || ringing.some(({ kind }) => kind !== 'throttles')) return undefined;
  return escalate(
    `Only throttling is signalled (${ringing.map(({ name }) => name).join(', ')}): a matter of concurrency, which no version cures.`,
  );
}

function updateInProgress({ latest, openedAt }: Evidence, now: number): MaybeDecision {
  if (latest.updateStatus !== 'InProgress') return undefined;
  const waited = Math.max(0, Math.round((now - openedAt) / 1000));
  if (waited < MAX_WAIT_SECONDS) {
    return {
      kind: 'wait',
      seconds: WAIT_SECONDS,
      reason: `An update of the function is in progress, ${waited} s after the incident opened; looking again in ${WAIT_SECONDS} s.`,
    };
  }
  return escalate(`An update of the function is still in progress after ${waited} s (limit ${MAX_WAIT_SECONDS} s).`);
}

function rollBack(evidence: Evidence, alias: AliasEvidence): Decision {
  const excluded = ruledOut(evidence, alias);
  const [best] = candidates(evidence, excluded);
  const suspect = liveVersion(evidence, alias)
    ? `Version ${alias.version} is live while ${ringing(evidence)}`
    : `Version ${alias.version}, which the alias names, does not exist`;
  if (best === undefined)
    return escalate(`${suspect}, but no version can be rolled back to: ${whyNone(evidence, excluded)}.`);
  return {
    ...remedyBase(evidence, alias),
    kind: 'rollBack',
    toVersion: best.version.version,
    reason: `${suspect}; version ${best.version.version} is the newest other Healthy one, attested on ${best.entry.requests} requests.`,
  };
}

function ringing({ signals, attempts }: Evidence): string {
  const names = signals.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (names.length > 0) return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} in ALARM`;
  return attempts > 0 ? `its recovery is not proven after ${attempts} attempt(s)` : 'its signals are not OK';
}
