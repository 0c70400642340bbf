import { entryOf } from './candidates';
import { type Configuration, differences } from './differences';
import type { LedgerEntry, QuarantinedEntry } from './ledger';

type VersionConfiguration = Configuration & { readonly version: string };

/**
 * The quarantined version that another one deploys again: same code and same configuration. Undefined when there is none;
 * an environment that cannot be read is like no other.
 * @param versions those that exist
 * @param ignoredVariables environment variables that may differ: our own marker
 */
export function originalOf(
  version: string,
  versions: readonly VersionConfiguration[],
  ledger: readonly LedgerEntry[],
  ignoredVariables: ReadonlySet<string>,
): string | undefined {
  const it = versions.find((one) => one.version === version);
  if (it === undefined) return undefined;
  return versions
    .filter((one) => one.version !== version && entryOf(ledger, one.version)?.state === 'Quarantined')
    .filter((one) => differences(one, it, ignoredVariables).length === 0)
    .sort((a, b) => Number(b.version) - Number(a.version))[0]?.version;
}

/**
 * The quarantine that a version stands under: its own, or that of the version it deploys again, until an operator
 * releases either.
 */
export function quarantineOf(version: string, ledger: readonly LedgerEntry[]): QuarantinedEntry | undefined {
  const entry = entryOf(ledger, version);
  if (entry?.state === 'Quarantined') return entry;
  const original = entry?.redeployOf === undefined ? undefined : entryOf(ledger, entry.redeployOf);
  return original?.state === 'Quarantined' ? original : undefined;
}
