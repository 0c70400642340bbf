import type { Policy } from '../policy';
import type { AliasRecords } from './alias-record';
import { entryOf } from './core/candidates';
import type { LedgerEntry } from './core/ledger';
import type { LedgerRecords } from './ledger-record';
import type { Log } from './ports';

/**
 * Keeps the ledger to the function that the target has now. Another function numbers its versions from 1 again: what the
 * ledger says of those of the old one is not true of them, good or bad.
 */
export function ledgerFit(ledger: LedgerRecords, aliases: AliasRecords, log: Log) {
  async function beginAnew(targetId: string, entries: readonly LedgerEntry[], why: string, now: number): Promise<void> {
    log.info(`${why} Its ledger begins anew.`, { targetId });
    for (const entry of entries) await ledger.restart(targetId, entry, now);
  }

  return {
    /**
     * A target that is deployed anew, or whose function is renamed, has one of another name.
     * @param known the name of the function that the ledger speaks of; undefined until it has been noted
     */
    async toName({ targetId, functionName }: Policy, known: string | undefined, now: number): Promise<void> {
      if (known === functionName) return;
      if (known !== undefined) {
        const why = `The target has another function: ${functionName} instead of ${known}.`;
        await beginAnew(targetId, await ledger.all(targetId), why, now);
      }
      await aliases.noteFunction(targetId, functionName);
    },

    /**
     * A published version never gets other code: where it has, somebody has made the function anew under the same name.
     * @param live the version that the alias names; its code is undefined when there is no such version
     * @returns the ledger as it is then
     */
    async toCode(
      { targetId, functionName }: Policy,
      { version, codeSha256 }: { readonly version: string; readonly codeSha256: string | undefined },
      entries: readonly LedgerEntry[],
      now: number,
    ): Promise<readonly LedgerEntry[]> {
      const known = entryOf(entries, version)?.codeSha256;
      if (known === undefined || codeSha256 === undefined || known === codeSha256) return entries;
      const why = `Version ${version} of ${functionName} has other code: the function was made anew.`;
      await beginAnew(targetId, entries, why, now);
      return ledger.all(targetId);
    },
  };
}
