import { readAudit } from '../audit';
import { type Command, word } from '../command';
import { readLimit } from '../limit';
import { findTarget } from '../targets';
import { clock, indented } from '../text';

export const audit: Command = {
  name: 'audit',
  summary: 'who told the healer what, and why',
  words: ['target'],
  options: ['limit'],
  details: 'The commands that changed something, or were about to, newest first.',
  prepare(given) {
    const targetId = word(given, 0);
    const limit = readLimit(given);
    return async ({ healer, world }) => {
      await findTarget(healer, targetId);
      const entries = await readAudit(healer.table, targetId, limit);
      const texts = entries.map(({ at, by, command, reason }) =>
        [`${clock(at)}  ${by}`, `  heal ${command}`]
          .concat(reason === '' ? [] : [indented(reason, 2, world.columns)])
          .join('\n'),
      );
      return { data: entries, text: texts.join('\n') || `No operator has changed anything at ${targetId}.` };
    };
  },
};
