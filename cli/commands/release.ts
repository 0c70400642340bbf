import { entryOf } from '../../functions/remediate/core/candidates';
import type { LedgerEntry } from '../../functions/remediate/core/ledger';
import { quarantineOf } from '../../functions/remediate/core/redeploy';
import { audit, note } from '../audit';
import { caller } from '../caller';
import { type Command, requiredReason, versionWord, word } from '../command';
import { Refusal } from '../refusal';
import { findTarget } from '../targets';
import { pasteable } from '../text';
import { bakingFrom, changeVersion, readVersions, replaceVersion } from '../versions';

export const release: Command = {
  name: 'release',
  summary: 'give a quarantined version another chance',
  words: ['target', 'version'],
  options: ['reason', 'by'],
  required: ['reason'],
  details: `A Quarantined version is Baking again: it can become Healthy by serving, or by "heal attest", and so can those that \
redeploy it. Given a version that redeploys a quarantined one, only that one is freed of the mark. Traffic is not moved.`,
  prepare(given) {
    const [targetId, version] = [word(given, 0), versionWord(given, 1)];
    const reason = requiredReason(given);
    return async (call) => {
      const { table, environment, now } = call.healer;
      await findTarget(call.healer, targetId);
      const ledger = await readVersions(table, targetId);
      const entry = entryOf(ledger, version);
      const quarantine = quarantineOf(version, ledger);
      if (entry === undefined || quarantine === undefined) {
        const state = entry?.state ?? 'not in the ledger';
        return {
          data: { targetId, version, released: false, state: entry?.state ?? null },
          text: `Nothing to release: version ${version} of ${targetId} is ${state}.`,
        };
      }
      const by = await caller(call);
      await audit(call, targetId, by, reason);
      const released =
        entry.state === 'Quarantined'
          ? await replaceVersion(table, targetId, entry, { ...bakingFrom(version, now()), ...barrierOf(entry) })
          : await changeVersion(table, targetId, entry, { redeployOf: undefined });
      if (!released) {
        throw new Refusal(`The ledger has changed meanwhile: see\n${pasteable(environment, `ledger ${targetId}`)}`);
      }
      await note(call, targetId, quarantine.incidentId, `Version ${version} released by ${by}: ${reason}`);
      const again = ledger.filter(({ redeployOf }) => redeployOf === version).map((other) => other.version);
      return {
        data: { targetId, version, released: true, quarantinedBy: quarantine.incidentId, redeployedBy: again },
        text: [
          `Version ${version} of ${targetId} is released: incident ${quarantine.incidentId} counts no more against it.`,
          ...(again.length === 0 ? [] : [`So is what redeploys it: version ${again.join(', ')}.`]),
          'It becomes Healthy by serving without an alarm, or by "heal attest".',
        ].join('\n'),
      };
    };
  },
};

const barrierOf = ({ barrier }: LedgerEntry) => (barrier === undefined ? {} : { barrier });
