import { audit, note } from '../audit';
import { caller } from '../caller';
import { type Command, requiredReason, versionWord, word } from '../command';
import { readVersion } from '../functions';
import { openIncident, readLease } from '../lease';
import { Refusal } from '../refusal';
import { findTarget } from '../targets';
import { bakingFrom, changeVersion, findVersion, replaceVersion } from '../versions';

export const barrier: Command = {
  name: 'barrier',
  summary: 'forbid rollbacks past a version',
  words: ['target', 'version'],
  options: ['reason', 'remove', 'by'],
  details: `For a version that has changed data in a way that older ones cannot read. The healer refuses every older version \
from then on, and escalates when there is no other. The barrier stays until you --remove it.`,
  prepare(given) {
    const [targetId, version] = [word(given, 0), versionWord(given, 1)];
    const { remove = false } = given.options;
    const reason = remove ? (given.options.reason ?? '') : requiredReason(given);
    return async (call) => {
      const { table, lambda, now } = call.healer;
      const target = await findTarget(call.healer, targetId);
      const before = await findVersion(table, targetId, version);
      if (remove && before?.barrier === undefined) {
        return { data: null, text: `Version ${version} of ${targetId} has no barrier.` };
      }
      if (before === undefined && (await readVersion(lambda, target.policy().functionName, version)) === undefined) {
        throw new Refusal(`Function ${target.policy().functionName} has no version ${version}.`);
      }
      const by = await caller(call);
      await audit(call, targetId, by, reason);
      const set = { barrier: remove ? undefined : reason };
      const written =
        before === undefined
          ? await replaceVersion(table, targetId, undefined, { ...bakingFrom(version, now()), barrier: reason })
          : await changeVersion(table, targetId, before, set);
      if (!written) throw new Refusal('The ledger has changed meanwhile; try again.');
      const text = remove
        ? `Barrier at version ${version} removed by ${by}.`
        : `Barrier at version ${version} set by ${by}: ${reason}`;
      await note(call, targetId, openIncident(await readLease(table, targetId)), text);
      return {
        data: { targetId, version, barrier: set.barrier ?? null },
        text: remove
          ? `The healer may roll ${targetId} back past version ${version} again.`
          : `The healer does not roll ${targetId} back past version ${version}: ${reason}`,
      };
    };
  },
};
