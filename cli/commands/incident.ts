import { type Command, word } from '../command';
import { readAlias } from '../functions';
import { tellLong } from '../incident-text';
import { readLease } from '../lease';
import { findIncident, newestIncidents, withoutToken } from '../records';
import { Refusal } from '../refusal';
import { findTarget } from '../targets';
import { pasteable } from '../text';
import { type Undo, undoOf } from '../undo-rule';

export const incident: Command = {
  name: 'incident',
  summary: 'the whole story of one incident',
  words: ['target', 'incident?'],
  options: [],
  details: `Why, what was done, how long each stage took, who approved, whether it can be undone, and the timeline with evidence, \
decisions, actions and verdicts. Without an id, the newest.`,
  prepare(given) {
    const targetId = word(given, 0);
    const [, incidentId] = given.words;
    return async ({ healer, world }) => {
      const { table, lambda, environment } = healer;
      const target = await findTarget(healer, targetId);
      const found =
        incidentId === undefined
          ? (await newestIncidents(table, targetId, 1))[0]
          : await findIncident(table, targetId, incidentId);
      if (found === undefined) {
        if (incidentId !== undefined) throw new Refusal(`There is no incident ${incidentId} of ${targetId} on record.`);
        return { data: null, text: `${targetId} has had no incident.` };
      }
      const [alias, lease] = await Promise.all([readAlias(lambda, target.policy()), readLease(table, targetId)]);
      const undo = undoOf(found, alias, lease);
      const command = pasteable(environment, `undo ${targetId} ${found.incidentId}`);
      return {
        data: { ...withoutToken(found), undo },
        text: tellLong(found, tellUndo(undo, command), world.columns),
      };
    };
  },
};

function tellUndo(undo: Undo, command: string): string {
  switch (undo.kind) {
    case 'possible':
      return `possible:\n${command}`;
    case 'moved':
      return `only by force: ${undo.reason}`;
    case 'done':
      return 'nothing to do: the alias is as it was before';
    case 'impossible':
      return `no: ${undo.reason}`;
    default:
      return undo satisfies never;
  }
}
