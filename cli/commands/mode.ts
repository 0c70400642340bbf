import { MODES } from '../../functions/policy';
import { type Command, word } from '../command';
import { prepareOrder } from '../order';
import { UsageError } from '../refusal';

export const mode: Command = {
  name: 'mode',
  summary: 'order a target armed, approve, shadow or paused',
  words: ['target', 'mode'],
  options: ['for', 'until', 'reason', 'by'],
  required: ['reason'],
  details: `armed: the healer acts. approve: it asks a person before each remedy. shadow: it decides and records, changes \
nothing. paused: it records the alarm and stands down.
The order goes before the target's policy until it ends or is lifted by "heal resume".`,
  prepare(given) {
    const wanted = MODES.find((known) => known === word(given, 1));
    if (wanted === undefined) throw new UsageError(`A mode is ${MODES.join(', ')}, not "${word(given, 1)}".`);
    return prepareOrder(given, wanted);
  },
};
