import type { Mode, Order } from '../functions/remediate/core/mode';
import { audit, note } from './audit';
import { caller } from './caller';
import { type Given, requiredReason, type Work, word } from './command';
import { openIncident, readLease } from './lease';
import { giveOrder, readOrder, shownOrder } from './orders';
import { Refusal, UsageError } from './refusal';
import { findTarget } from './targets';
import { clock, duration, pasteable } from './text';

/** What each mode means for the target, in the words of an answer. */
const MEANING: Readonly<Record<Mode, string>> = {
  armed: 'The healer acts.',
  approve: 'The healer asks before it acts: heal approve, heal deny.',
  shadow: 'The healer decides and records, and changes nothing.',
  paused: 'Alarms are recorded, nothing is moved; versions still become Healthy.',
};

/** Gives the order that a target be in a mode, until some time or until it is lifted. */
export function prepareOrder(given: Given, mode: Mode): Work {
  const targetId = word(given, 0);
  const reason = requiredReason(given);
  const untilFrom = readUntil(given.options);

  return async (call) => {
    const { healer } = call;
    const { table, environment } = healer;
    const target = await findTarget(healer, targetId);
    const now = healer.now();
    const until = untilFrom(now);
    if (until !== undefined && until <= now) throw new Refusal(`${clock(until)} is past; it is ${clock(now)} now.`);
    const by = await caller(call);
    const before = await readOrder(table, targetId);
    await audit(call, targetId, by, reason);
    const order: Order = { mode, by, reason, at: now, ...(until === undefined ? {} : { until }) };
    await giveOrder(table, targetId, order);
    const end = until === undefined ? 'until it is lifted' : `until ${clock(until)} (${duration(until - now)})`;
    await note(
      call,
      targetId,
      openIncident(await readLease(table, targetId)),
      `Ordered ${mode} by ${by} ${end}: ${reason}`,
    );
    return {
      data: { targetId, order: shownOrder(order) },
      text: [
        `${targetId} is ${mode} ${end}, by ${by}.`,
        MEANING[mode],
        ...(before === undefined ? [] : [`In place of: ${before.mode} by ${before.by} (${before.reason}).`]),
        `Then, or when lifted, its policy counts again: ${policyMode()}.`,
        'Lift it:',
        pasteable(environment, `resume ${targetId}`),
      ].join('\n'),
    };

    /** An order can be given to a target whose policy is broken. */
    function policyMode(): string {
      try {
        return target.policy().mode;
      } catch {
        return 'unknown, it cannot be read';
      }
    }
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns the end of the order for the time at which it is given; epoch milliseconds, undefined for no end */
function readUntil({ for: length, until }: Given['options']): (now: number) => number | undefined {
  if (length !== undefined && until !== undefined) throw new UsageError('Give --for or --until, not both.');
  if (length !== undefined) {
    const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(length) ?? [];
    const milliseconds = Number(count) * (UNITS[unit] ?? 0);
    if (!(milliseconds > 0)) throw new UsageError(`--for must be a number with s, m, h or d, not "${length}".`);
    return (now) => now + milliseconds;
  }
  if (until === undefined) return () => undefined;
  const end = Date.parse(until);
  // Without a zone it would be read as local time here and taken for UTC by the next reader.
  if (Number.isNaN(end) || !/T.*(Z|[+-]\d\d:?\d\d)$/.test(until)) {
    throw new UsageError(`--until must be ISO 8601 with a zone, such as 2026-03-14T08:00Z, not "${until}".`);
  }
  return () => end;
}
