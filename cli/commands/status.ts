import type { Policy } from '../../functions/policy';
import { MIN_STORM_TARGETS } from '../../functions/remediate/core/decide-guards';
import { readAlarms } from '../alarms';
import type { Call, Command } from '../command';
import { readFailing } from '../fleet';
import { shownOrder } from '../orders';
import { withoutToken } from '../records';
import { Refusal } from '../refusal';
import { tellAll, tellOne } from '../status-text';
import {
  type BrokenTarget,
  backTo,
  isProtected,
  liveState,
  policyOf,
  readStatus,
  type TargetStatus,
} from '../target-status';
import { allTargets, findTarget, type Target } from '../targets';
import { iso } from '../text';

export const status: Command = {
  name: 'status',
  summary: 'what the healer does and may do, now',
  words: ['target?'],
  options: [],
  details: `Of one target everything, of all targets a line each. HELD: an incident was escalated, and nothing is moved until \
"heal resume". ASKS YOU: "heal approve" or "heal deny". Unprotected: no version is Healthy, so there is nothing to roll back \
to; see "heal ledger" and "heal attest".`,
  prepare(given) {
    const [targetId] = given.words;
    return async (call) => {
      const { healer, world } = call;
      if (targetId === undefined) return statusOfAll(call);
      const [found] = await readAll(call, [await findTarget(healer, targetId)]);
      if (found === undefined || 'problem' in found) throw new Refusal(found?.problem ?? targetId);
      return { data: asData(found), text: tellOne(found, healer.environment, world.columns) };
    };
  },
};

async function statusOfAll(call: Call) {
  const targets = await allTargets(call.healer);
  const [all, failing] = await Promise.all([readAll(call, targets), readFailing(call.healer)]);
  const storm =
    failing.length < MIN_STORM_TARGETS
      ? []
      : [`${failing.length} of ${targets.length} targets have failed within five minutes: perhaps a shared cause.`];
  const text = targets.length === 0 ? `No target is registered in ${call.healer.environment}.` : tellAll(all);
  return { data: { targets: all.map(asData), failing }, text: [...storm, text].join('\n') };
}

async function readAll({ healer }: Call, targets: readonly Target[]): Promise<(TargetStatus | BrokenTarget)[]> {
  const names = targets.flatMap((target) => {
    const policy = policyOf(target);
    return 'problem' in policy ? [] : policy.signals;
  });
  const alarms = readAlarms(healer.cloudwatch, [...new Set(names)]);
  const signalsOf = async ({ signals }: Policy) => {
    const states = await alarms;
    return signals.map((name) => states.get(name) ?? { name, state: 'missing', muted: false });
  };
  return Promise.all(targets.map((target) => readStatus(healer, target, signalsOf)));
}

function asData(status: TargetStatus | BrokenTarget) {
  if ('problem' in status) return status;
  const { targetId, mode, policy, order, alias, lease, signals, lastIncident, asking } = status;
  const time = (at: number | undefined): string | null => (at === undefined ? null : iso(at));
  return {
    targetId,
    mode,
    policyMode: policy.mode,
    order: order === undefined ? null : shownOrder(order),
    live: alias === undefined ? null : { version: alias.version, state: liveState(status), weights: alias.weights },
    protected: isProtected(status),
    backTo: backTo(status),
    signals,
    healing: lease.holder === undefined ? null : (lease.incidentId ?? null),
    heldBy: lease.heldBy ?? null,
    awaiting: lease.awaiting?.incidentId ?? null,
    question: asking === undefined ? null : (withoutToken(asking).question ?? null),
    shadowing: lease.shadowing ?? null,
    cooldownUntil: time(lease.cooldownUntil),
    lastActionAt: time(lease.lastActionAt),
    lastIncident:
      lastIncident === undefined
        ? null
        : {
            incidentId: lastIncident.incidentId,
            status: lastIncident.status,
            openedAt: lastIncident.openedAt,
            reason: lastIncident.reason,
          },
  };
}
