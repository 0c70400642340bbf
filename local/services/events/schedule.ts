import { ServiceError } from '../../kernel/errors';
import { readCron } from './cron';

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The time of the next tick after another time, both in ms since the epoch; undefined when there is none any more. */
export type Schedule = (time: number) => number | undefined;

/**
 * Reads `rate(5 minutes)`, which counts from when the rule is put or enabled, or `cron(...)`, which is in UTC.
 * @throws ValidationException
 */
export function readSchedule(expression: string): Schedule {
  const cron = readCron(expression);
  if (cron !== undefined) return (time) => cron.next(time);
  const period = ratePeriod(expression);
  return (time) => time + period;
}

/** In ms. One takes the singular, more the plural, as EventBridge insists. */
function ratePeriod(expression: string): number {
  const [, count = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const number = Number(count);
  if (number < 1 || (number === 1) !== (plural === '')) {
    throw new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
  return number * (UNITS[unit] as number);
}
