import { barrierOf } from './candidates';
import type { HealthyEntry, LedgerEntry } from './ledger';

/**
 * Versions that traffic could be rolled back to, newest first, as far as the ledger knows: whether they still exist, Lambda
 * has to say. A target with none is unprotected.
 */
export function rollBackVersions(ledger: readonly LedgerEntry[]): readonly HealthyEntry[] {
  const oldest = Number(barrierOf({ ledger })?.version ?? 0);
  return ledger
    .filter((entry) => entry.state === 'Healthy')
    .filter(({ version }) => Number(version) >= oldest)
    .sort((a, b) => Number(b.version) - Number(a.version));
}
