import { HEALED_BY_VARIABLE } from '../contract';
import type { Policy } from '../policy';
import { entryOf } from './core/candidates';
import type { LedgerEntry } from './core/ledger';
import { originalOf, quarantineOf } from './core/redeploy';
import { incidentRecords } from './incident';
import { ledgerRecords } from './ledger-record';
import { redeployNotification } from './notifications';
import type { AliasState, Ports } from './ports';
import { iso } from './time';

type Deps = Pick<Ports, 'table' | 'lambda' | 'notify' | 'clock' | 'log'>;

/** Notices that what was quarantined is live again: the same version, or another one with the same code and configuration. */
export function redeployWatch({ table, lambda, notify, clock, log }: Deps, environment: string) {
  const incidents = incidentRecords(table);
  const ledger = ledgerRecords(table);

  return {
    /**
     * Compares a version that is seen for the first time with the quarantined ones. Asks Lambda only when there are any.
     * @returns the newest of them that it equals
     */
    async originalOf(policy: Policy, version: string, entries: readonly LedgerEntry[]): Promise<string | undefined> {
      if (!entries.some(({ state }) => state === 'Quarantined')) return undefined;
      return originalOf(version, await lambda.versions(policy), entries, new Set([HEALED_BY_VARIABLE]));
    },

    /** Tells people of what stands under quarantine and is live, once for each time that somebody has changed the alias. */
    async tellOf({ targetId, runbookUrl }: Policy, alias: AliasState, entries: readonly LedgerEntry[]): Promise<void> {
      for (const version of [alias.version, ...Object.keys(alias.weights)]) {
        const quarantine = quarantineOf(version, entries);
        if (quarantine === undefined || entryOf(entries, version)?.toldRevision === alias.revisionId) continue;
        const { version: quarantined, incidentId } = quarantine;
        const again =
          version === quarantined
            ? `Version ${version} is live again, although this incident has quarantined it.`
            : `Version ${version}, now live, has the code and configuration of version ${quarantined}, which this incident has quarantined.`;
        await notify(redeployNotification(environment, { targetId, version, quarantined, incidentId, runbookUrl }));
        await incidents.note({ targetId, incidentId }, [{ at: iso(clock.now()), what: 'note', text: again }]);
        // Last: who is told twice after a failure in between is better off than who is never told.
        await ledger.noteTold(targetId, version, alias.revisionId);
        log.info(again, { targetId, version, quarantined, incidentId });
      }
    },
  };
}
