import { modeNow, type Order } from '../functions/remediate/core/mode';
import { audit, note } from './audit';
import { caller } from './caller';
import type { Call } from './command';
import { changeLease, readLease } from './lease';
import { liftOrder, readOrder } from './orders';
import type { Target } from './targets';

/** What was in the way of the healer at one target, and what still is. */
export interface Resumed {
  readonly targetId: string;
  /** The incident that held the target, and does no more. */
  readonly hold?: string;
  /** The order that was lifted. */
  readonly order?: Order;
  /** An order that stands. */
  readonly stands?: Order;
  /** The incident that waits for an answer all the same. */
  readonly awaiting?: string;
  /** The mode that counts now; undefined when the policy cannot be read. */
  readonly mode: string | undefined;
}

/** @param withOrder whether a standing order is lifted too */
export async function resumeTarget(call: Call, target: Target, withOrder: boolean): Promise<Resumed> {
  const { table, now } = call.healer;
  const { targetId } = target;
  const reason = call.given.options.reason ?? '';
  const [{ heldBy: hold, awaiting }, order] = await Promise.all([
    readLease(table, targetId),
    readOrder(table, targetId),
  ]);
  const lifted = withOrder ? order : undefined;
  if (hold !== undefined || lifted !== undefined) {
    const by = await caller(call);
    await audit(call, targetId, by, reason);
    if (lifted !== undefined) await liftOrder(table, targetId);
    if (hold !== undefined) {
      await changeLease(table, targetId, ({ heldBy }) => (heldBy === hold ? { heldBy: undefined } : undefined));
    }
    await note(call, targetId, hold, `Resumed by ${by}${reason === '' ? '.' : `: ${reason}`}`);
  }
  const stands = lifted === undefined ? order : undefined;
  return {
    targetId,
    ...(hold === undefined ? {} : { hold }),
    ...(lifted === undefined ? {} : { order: lifted }),
    ...(stands === undefined ? {} : { stands }),
    ...(awaiting === undefined ? {} : { awaiting: awaiting.incidentId }),
    mode: modeOf(target, stands, now()),
  };
}

function modeOf(target: Target, order: Order | undefined, now: number): string | undefined {
  try {
    return modeNow(target.policy().mode, order, now);
  } catch {
    return undefined;
  }
}
