import type { MaybeDecision } from './decide-guards';
import { escalate, liveVersion } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { AliasEvidence, Evidence } from './evidence';
import { hasFaults } from './faults';

/**
 * A healer that died has begun an attempt and not judged it. If it had moved the alias, what is left to do is the
 * proof; if the alias is still as it was, the same attempt is made again rather than a further one.
 */
export function unjudgedAttempt({ unjudged }: Evidence, alias: AliasEvidence): MaybeDecision {
  if (unjudged === null || !servesAlone(alias, unjudged.toVersion)) return undefined;
  return {
    kind: 'prove',
    toVersion: unjudged.toVersion,
    attempt: unjudged.attempt,
    reason: `An earlier heal has moved alias ${alias.name} to version ${unjudged.toVersion} and ended before its recovery was judged.`,
  };
}

/** The evidence as it was before an attempt that has changed nothing. */
export function withoutIdleAttempt(evidence: Evidence, alias: AliasEvidence): Evidence {
  const { unjudged } = evidence;
  if (unjudged === null || unjudged.revisionId !== alias.revisionId) return evidence;
  return { ...evidence, unjudged: null, attempts: unjudged.attempt - 1, tried: unjudged.triedBefore };
}

/**
 * Before the first remedy silence ends the incident; afterwards a proof has to, because silence reads as OK too: of the
 * version that was proven before a relapse, or of what somebody else has made live meanwhile, which nothing speaks against.
 * That counts as an attempt when it fails, and is not made beyond the budget: signals can stay OK, and proofs fail, for ever.
 */
export function recoveredAlone(
  { attempts, relapses, disproven, signals, tried }: Evidence,
  { version, weights }: AliasEvidence,
  { budget }: DecisionPolicy,
): MaybeDecision {
  const rang = signals.filter((signal) => signal.rang);
  const quiet = rang.length > 0 && rang.every(({ state }) => state === 'OK');
  if (!quiet || signals.some(({ state }) => state === 'ALARM')) return undefined;
  const names = rang.map(({ name }) => name).join(', ');
  if (attempts === 0) return { kind: 'standDown', reason: `No signal is in ALARM any more: ${names} OK.` };
  const theirs = !tried.includes(version);
  if (disproven || Object.keys(weights).length > 0 || (relapses === 0 && !theirs)) return undefined;
  if (attempts >= budget.attemptsPerIncident) return undefined;
  const when = theirs ? 'since somebody else has made it live' : 'after the relapse';
  return {
    kind: 'prove',
    toVersion: version,
    attempt: attempts + 1,
    reason: `No signal is in ALARM any more (${names} OK); version ${version} is to be proven ${when}.`,
  };
}

/** No alarm has opened this incident, so it is about an injected fault, which somebody else may have taken off since. */
export function faultGone(evidence: Evidence, alias: AliasEvidence): MaybeDecision {
  const { attempts, signals } = evidence;
  if (attempts > 0 || signals.some(({ rang, state }) => rang || state === 'ALARM')) return undefined;
  const live = liveVersion(evidence, alias);
  if (live?.faults == null || hasFaults(live.faults)) return undefined;
  return {
    kind: 'standDown',
    reason: `Version ${live.version} is live and carries no injected fault, and no signal is in ALARM.`,
  };
}

/**
 * The proof failed for want of a single answer of the version, while no signal complains: something between the prober and
 * the target hides it, such as a wrong URL, a firewall, or a proxy that drops the header. No other version would be seen.
 */
export function unseenRecovery(
  { attempts, unseenProbes, signals }: Evidence,
  { version }: AliasEvidence,
): MaybeDecision {
  if (attempts === 0 || unseenProbes === 0 || signals.some(({ state }) => state === 'ALARM')) return undefined;
  return escalate(
    `None of ${unseenProbes} probes was answered by version ${version}, while no signal is in ALARM: the probes cannot see it, so nothing is known of its recovery. Traffic stays where it is.`,
  );
}

const servesAlone = ({ version, weights }: AliasEvidence, wanted: string): boolean =>
  version === wanted && Object.keys(weights).length === 0;
