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
  const found = evidence.versions.flatMap((version) => {
    const entry = entryOf(evidence.ledger, version.version);
    return entry?.state === 'Healthy' && refusal(version, entry, excluded) === undefined ? [{ version, entry }] : [];
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
  const reasons = [
    ...others.map((version) => refusal(version, entryOf(evidence.ledger, version.version), excluded)),
    ...gone.map(({ version }) => `${version} no longer exists`),
  ];
  return reasons.length === 0 ? 'there is no other version' : reasons.join(', ');
}

function refusal(
  { version, faults }: VersionEvidence,
  entry: LedgerEntry | undefined,
  excluded: ReadonlySet<string>,
): string | undefined {
  if (excluded.has(version)) return `${version} is ruled out`;
  if (entry === undefined) return `${version} was never attested`;
  if (entry.state === 'Baking') return `${version} is still baking`;
  if (entry.state === 'Quarantined') return `${version} is quarantined by incident ${entry.incidentId}`;
  if (faults === null) return `the environment of ${version} cannot be read`;
  if (hasFaults(faults)) return `${version} carries ${describeFaults(faults)}`;
  return undefined;
}

export const entryOf = (ledger: readonly LedgerEntry[], version: string): LedgerEntry | undefined =>
  ledger.find((entry) => entry.version === version);
