import { candidates, whyNone } from './candidates';
import {
  budgetSpent,
  causeElsewhere,
  coolingDown,
  deploymentInProgress,
  flapping,
  lostRaces,
  ownedByCodeDeploy,
  storm,
  throttlesOnly,
  tooManyHeals,
} from './decide-guards';
import { decideInjectedFault } from './decide-injected-fault';
import { faultGone, recoveredAlone, unjudgedAttempt, unseenRecovery, withoutIdleAttempt } from './decide-recovery';
import { decideShift } from './decide-shift';
import { aliasMovedSince, probablyNotTheCause, ringsWithoutData } from './decide-suspect';
import type { Decision } from './decision';
import { escalate, liveVersion, remedyBase, ruledOut } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { AliasEvidence, Evidence } from './evidence';
import { inMode } from './in-mode';
import { attestedBy } from './ledger';

/**
 * What to do about an incident: a pure function of what was observed, the target's policy and the time.
 * @param now epoch milliseconds
 */
export function decide(observed: Evidence, policy: DecisionPolicy, now: number): Decision {
  const { alias } = observed;
  if (alias === null) return escalate(`Alias ${policy.aliasName} of ${policy.functionName} does not exist.`);
  const evidence = withoutIdleAttempt(observed, alias);
  return inMode(decideArmed(evidence, alias, policy, now), evidence, policy);
}

/** The order of the rules matters: those that forbid acting come first. */
function decideArmed(evidence: Evidence, alias: AliasEvidence, policy: DecisionPolicy, now: number): Decision {
  return (
    unjudgedAttempt(evidence, alias) ??
    flapping(evidence) ??
    recoveredAlone(evidence, alias, policy) ??
    unseenRecovery(evidence, alias) ??
    faultGone(evidence, alias) ??
    causeElsewhere(evidence, alias) ??
    budgetSpent(evidence, policy) ??
    tooManyHeals(evidence, policy) ??
    lostRaces(evidence) ??
    ownedByCodeDeploy(evidence, policy) ??
    throttlesOnly(evidence) ??
    storm(evidence, policy) ??
    coolingDown(evidence, now) ??
    deploymentInProgress(evidence, now) ??
    aliasMovedSince(evidence, alias, policy, now) ??
    ringsWithoutData(evidence, alias, policy, now) ??
    decideShift(evidence, alias, policy) ??
    decideInjectedFault(evidence, alias) ??
    probablyNotTheCause(evidence, alias, policy, now) ??
    rollBack(evidence, alias)
  );
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
    reason: `${suspect}; version ${best.version.version} is the newest other Healthy one, ${attestedBy(best.entry)}.`,
  };
}

function ringing({ signals, attempts }: Evidence): string {
  const names = signals.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (names.length > 0) return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} in ALARM`;
  return attempts > 0 ? `its recovery is not proven after ${attempts} attempt(s)` : 'its signals are not OK';
}
