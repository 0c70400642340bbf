import { NotEmulatedError, ServiceError } from '../../kernel/errors';

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The period of `rate(5 minutes)` in ms. One takes the singular, more the plural, as EventBridge insists. */
export function ratePeriod(expression: string): number {
  if (expression.startsWith('cron(')) throw new NotEmulatedError(`the schedule ${expression}: only rate()`);
  const [, count = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const number = Number(count);
  if (number < 1 || (number === 1) !== (plural === '')) {
    throw new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
  return number * (UNITS[unit] as number);
}
