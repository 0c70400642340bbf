import type { Command } from '../command';
import { prepareOrder } from '../order';

export const pause: Command = {
  name: 'pause',
  summary: 'keep the healer from acting on a target',
  words: ['target'],
  options: ['for', 'until', 'reason', 'by'],
  required: ['reason'],
  details: `Alarms are recorded, nothing is moved. The order goes before the target's policy, and no deployment undoes it.
It works at once: a heal that is under way stops at its next decision; with nothing changed yet it stands down, otherwise it \
is escalated to you.`,
  prepare: (given) => prepareOrder(given, 'paused'),
};
