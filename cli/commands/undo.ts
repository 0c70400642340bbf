import type { Policy } from '../../functions/policy';
import { audit, note } from '../audit';
import { caller } from '../caller';
import { type Call, type Command, confirm, word } from '../command';
import { type AliasNow, describeAlias, moveAlias, readAlias, readVersion } from '../functions';
import type { Healer } from '../healer';
import { changeLease, readLease } from '../lease';
import { type AliasBefore, findIncident, type IncidentRecord, newestIncidents } from '../records';
import { Refusal } from '../refusal';
import { findTarget } from '../targets';
import { pasteable } from '../text';
import { isSameAlias, undoOf } from '../undo-rule';
import { findVersion } from '../versions';

/** Incidents in which nothing was moved, such as echoes, may lie above the one to undo. */
const LOOK_BACK = 50;

export const undo: Command = {
  name: 'undo',
  summary: 'put the alias back to what it was before a heal',
  words: ['target', 'incident?'],
  options: ['force', 'yes', 'reason', 'by'],
  details: `Version and weights, as they were before the incident's first action; without an id, of the newest incident that \
moved traffic. The target is held first, so that the healer does not roll back again at once: "heal resume" lets it. Refused \
when somebody has moved the alias since, unless you --force it. The ledger and $LATEST stay as they are.`,
  prepare(given) {
    const targetId = word(given, 0);
    const { force = false, reason = '' } = given.options;
    return async (call) => {
      const { table, lambda, environment } = call.healer;
      const policy = (await findTarget(call.healer, targetId)).policy();
      const incident = await incidentOf(call, targetId);
      const { incidentId } = incident;
      const alias = await readAlias(lambda, policy);
      const decided = undoOf(incident, alias, await readLease(table, targetId));
      if (decided.kind === 'impossible')
        throw new Refusal(`Incident ${incidentId} cannot be undone: ${decided.reason}.`);
      if (alias === undefined || decided.kind === 'done') {
        return { data: { targetId, incidentId, moved: false }, text: `${targetId} is as it was before ${incidentId}.` };
      }
      const { before } = decided;
      if (decided.kind === 'moved' && !force)
        throw new Refusal(`Not undone: ${decided.reason}. If you mean it: --force`);
      if ((await readVersion(lambda, policy.functionName, before.version)) === undefined) {
        throw new Refusal(`Version ${before.version} does not exist any more, so the alias cannot be put back to it.`);
      }
      const move = `alias ${policy.aliasName} of ${policy.functionName} from ${describeAlias(alias)} back to ${describeAlias(before)}`;
      await confirm(call, `Move ${move}, and hold ${targetId}?`);
      const by = await caller(call);
      await audit(call, targetId, by, reason);
      await moveHeld(call, policy, incident, alias, before);
      await note(call, targetId, incidentId, `Undone by ${by}${reason === '' ? '' : ` (${reason})`}: moved ${move}.`);
      const quarantined = (await findVersion(table, targetId, before.version))?.state === 'Quarantined';
      return {
        data: { targetId, incidentId, moved: true, from: alias, to: before, heldBy: incidentId },
        text: [
          `Moved ${move}.`,
          `${targetId} is HELD: the healer does nothing until you resume it:\n${pasteable(environment, `resume ${targetId}`)}`,
          ...(quarantined
            ? [
                `Version ${before.version} is Quarantined still. If it is innocent:`,
                pasteable(environment, `release ${targetId} ${before.version} --reason TEXT`),
              ]
            : []),
        ].join('\n'),
      };
    };
  },
};

async function incidentOf({ healer: { table }, given }: Call, targetId: string): Promise<IncidentRecord> {
  const [, incidentId] = given.words;
  const found =
    incidentId === undefined
      ? (await newestIncidents(table, targetId, LOOK_BACK)).find(({ before }) => before !== undefined)
      : await findIncident(table, targetId, incidentId);
  if (found !== undefined) return found;
  throw new Refusal(
    incidentId === undefined
      ? `None of the last ${LOOK_BACK} incidents of ${targetId} has moved traffic.`
      : `There is no incident ${incidentId} of ${targetId} on record.`,
  );
}

/** Holds the target, then moves the alias; when somebody else has moved it, a hold that is ours is given back. */
async function moveHeld(
  { healer }: Call,
  policy: Policy,
  { incidentId }: IncidentRecord,
  alias: AliasNow,
  before: AliasBefore,
): Promise<void> {
  const { table, now } = healer;
  const { targetId, aliasName } = policy;
  const { heldBy } = await changeLease(table, targetId, ({ holder, awaiting, heldBy: held }) => {
    if (holder !== undefined || awaiting !== undefined) {
      throw new Refusal(`A heal of ${targetId} has just begun; nothing was moved.`);
    }
    return held === undefined ? { heldBy: incidentId } : undefined;
  });
  if (await move(healer, policy, alias, before)) {
    // Alarms that ring late about the time before are echoes of it.
    await changeLease(table, targetId, () => ({ lastActionAt: now() }));
    return;
  }
  if (heldBy === undefined) await changeLease(table, targetId, () => ({ heldBy: undefined }));
  throw new Refusal(`Somebody has moved alias ${aliasName} in this very moment; nothing was changed.`);
}

/** @returns false when somebody else has moved it. @throws Refusal when it is not known what came of it: the hold stays */
async function move(
  { lambda, environment }: Healer,
  policy: Policy,
  { revisionId }: AliasNow,
  before: AliasBefore,
): Promise<boolean> {
  try {
    if (await moveAlias(lambda, policy, before, revisionId)) return true;
    // It may have been our own move, whose answer was lost before the client tried again.
    const found = await readAlias(lambda, policy);
    return found !== undefined && isSameAlias(found, before);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const { targetId, aliasName } = policy;
    throw new Refusal(
      `Whether alias ${aliasName} was moved is not known (${why}). ${targetId} stays held, until you have looked and resume it:\n` +
        pasteable(environment, `resume ${targetId}`),
      { cause: error },
    );
  }
}
