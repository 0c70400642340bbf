import type { Command } from '../command';
import { forgetStorm } from '../fleet';
import { shownOrder } from '../orders';
import { UsageError } from '../refusal';
import { type Resumed, resumeTarget } from '../resume-target';
import { allTargets, findTarget } from '../targets';
import { pasteable } from '../text';

export const resume: Command = {
  name: 'resume',
  summary: 'lift the hold of an escalation, and a standing order',
  words: ['target?'],
  options: ['all', 'orders', 'reason', 'by'],
  details: `A target whose incident was escalated is held, and a target that was paused is under an order: this lifts both, \
and says which it was. An alarm that still rings starts a heal within two minutes, with a fresh budget: look first.
--all lifts the holds of all targets, as after a storm. Orders were given for reasons of their own and stay, unless you add \
--orders.`,
  prepare(given) {
    const [targetId] = given.words;
    const { all = false, orders = false } = given.options;
    if ((targetId === undefined) !== all) throw new UsageError('Give a target, or --all.');
    if (orders && !all) throw new UsageError('--orders goes with --all; one target is always freed of both.');
    return async (call) => {
      const { healer } = call;
      const targets = targetId === undefined ? await allTargets(healer) : [await findTarget(healer, targetId)];
      const resumed: Resumed[] = [];
      // Whatever fails together from now on is news.
      if (all) await forgetStorm(healer.table);
      for (const target of targets) resumed.push(await resumeTarget(call, target, !all || orders));
      const shown = all ? resumed.filter(({ hold, order, stands }) => hold ?? order ?? stands) : resumed;
      const text = shown.map((one) => tell(one, healer.environment)).join('\n');
      return {
        data: resumed.map(asData),
        text: text || 'Nothing to lift: no target is held, and none is under an order.',
      };
    };
  },
};

const asData = ({ order, stands, ...resumed }: Resumed) => ({
  ...resumed,
  ...(order === undefined ? {} : { order: shownOrder(order) }),
  ...(stands === undefined ? {} : { stands: shownOrder(stands) }),
});

function tell({ targetId, hold, order, stands, awaiting, mode }: Resumed, environment: string): string {
  const lifted = [
    ...(hold === undefined ? [] : [`the hold of incident ${hold}`]),
    ...(order === undefined ? [] : [`the order "${order.mode}" of ${order.by} (${order.reason})`]),
  ];
  return [
    `${targetId}: ${lifted.length === 0 ? 'nothing to lift' : `lifted ${lifted.join(' and ')}`}; ${modeNow(mode)}.`,
    ...(stands === undefined
      ? []
      : [
          `  The order "${stands.mode}" of ${stands.by} stays (${stands.reason}):\n${pasteable(environment, `resume ${targetId}`)}`,
        ]),
    ...(awaiting === undefined
      ? []
      : [
          `  Incident ${awaiting} waits for an answer:\n${pasteable(environment, `approve ${targetId}`)}\n${pasteable(environment, `deny ${targetId}`)}`,
        ]),
  ].join('\n');
}

const modeNow = (mode: string | undefined): string =>
  mode === undefined ? 'its policy cannot be read' : `it is ${mode} now`;
