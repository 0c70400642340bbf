import { type Command, word } from '../command';
import { tellShort } from '../incident-text';
import { readLimit } from '../limit';
import { newestIncidents, withoutToken } from '../records';
import { findTarget } from '../targets';

export const incidents: Command = {
  name: 'incidents',
  summary: 'what has happened to a target',
  words: ['target'],
  options: ['limit'],
  details: `Newest first, with the reason of each. open: being healed. mitigated: probes have proven the recovery. resolved: the \
signals agree. escalated: handed to you. stoodDown: nothing to do, or not allowed. shadow: only watched.`,
  prepare(given) {
    const targetId = word(given, 0);
    const limit = readLimit(given);
    return async ({ healer, world }) => {
      await findTarget(healer, targetId);
      const found = await newestIncidents(healer.table, targetId, limit);
      return {
        data: found.map(withoutToken),
        text: found.map((one) => tellShort(one, world.columns)).join('\n\n') || `${targetId} has had no incident.`,
      };
    };
  },
};
