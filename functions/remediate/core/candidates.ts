import type { Evidence, VersionEvidence } from './evidence';
import { describeFaults, hasFaults } from './faults';
import type { HealthyEntry, LedgerEntry } from './ledger';

export interface Candidate {
  readonly version: VersionEvidence;
  readonly entry: HealthyEntry;
}

/**
 * Versions that traffic may be rolled back to, best first: newest first, those with the preferred code before all others.
 * @param excluded versions that must not be chosen, such as the live one
 */
export function candidates(
  evidence: Evidence,
  excluded: ReadonlySet<string>,
  preferredCode?: string,
): readonly Candidate[] {
  const barrier = barrierOf(evidence);
  const found = evidence.versions.flatMap((version) => {
    const entry = entryOf(evidence.ledger, version.version);
    const refused = refusal(version, entry, excluded, barrier, evidence.preflights) !== undefined;
    return entry?.state === 'Healthy' && !refused ? [{ version, entry }] : [];
  });
  const rank = (candidate: Candidate): number => (candidate.version.codeSha256 === preferredCode ? 1 : 0);
  return found.sort((a, b) => rank(b) - rank(a) || Number(b.version.version) - Number(a.version.version));
}

/** Why there is no candidate, version by version: "1 was never attested, 2 is quarantined". */
export function whyNone(evidence: Evidence, excluded: ReadonlySet<string>): string {
  const others = evidence.versions.filter(({ version }) => !excluded.has(version));
  const gone = evidence.ledger.filter(
    ({ state, version }) => state === 'Healthy' && !evidence.versions.some((existing) => existing.version === version),
  );
  const barrier = barrierOf(evidence);
  const reasons = [
    ...others.map((version) =>
      refusal(version, entryOf(evidence.ledger, version.version), excluded, barrier, evidence.preflights),
    ),
    ...gone.map(({ version }) => `${version} no longer exists`),
  ];
  return reasons.length === 0 ? 'there is no other version' : reasons.join(', ');
}

function refusal(
  { version, codeSha256, faults }: VersionEvidence,
  entry: LedgerEntry | undefined,
  excluded: ReadonlySet<string>,
  barrier: Barrier | undefined,
  preflights: Evidence['preflights'],
): string | undefined {
  if (excluded.has(version)) return `${version} is ruled out`;
  if (entry === undefined) return `${version} was never attested`;
  if (entry.state === 'Baking') return `${version} is still baking`;
  if (entry.state === 'Quarantined') return `${version} is quarantined by incident ${entry.incidentId}`;
  if (entry.codeSha256 !== undefined && entry.codeSha256 !== codeSha256) {
    return `${version} has other code than the one that was attested`;
  }
  if (barrier !== undefined && Number(version) < Number(barrier.version)) {
    return `${version} is older than version ${barrier.version}, which must not be rolled back past (${barrier.reason})`;
  }
  if (faults === null) return `the environment of ${version} cannot be read`;
  if (hasFaults(faults)) return `${version} carries ${describeFaults(faults)}`;
  if (preflights.some((one) => one.version === version && !one.passed)) return `${version} failed when it was tried`;
  return undefined;
}

export interface Barrier {
  readonly version: string;
  readonly reason: string;
}

/** The newest version that must not be rolled back past. One that is not live yet, or was never, counts as well. */
export function barrierOf({ ledger }: Pick<Evidence, 'ledger'>): Barrier | undefined {
  const barriers = ledger.flatMap(({ version, barrier: reason }) =>
    reason === undefined ? [] : [{ version, reason }],
  );
  return barriers.sort((a, b) => Number(b.version) - Number(a.version))[0];
}

export const entryOf = (ledger: readonly LedgerEntry[], version: string): LedgerEntry | undefined =>
  ledger.find((entry) => entry.version === version);
