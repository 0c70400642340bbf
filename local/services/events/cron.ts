/** One field of a cron expression: the values it stands for. */
interface Field {
  readonly name: 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek' | 'year';
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'dayOfMonth', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'dayOfWeek', least: 1, most: 7, names: DAYS },
  { name: 'year', least: 1970, most: 2199 },
];
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Whether a day is meant. */
type DayTest = (date: Date) => boolean;

export interface Cron {
  /** The first time after `time` (ms since the epoch) that is meant, in UTC; undefined when there is none any more. */
  next(time: number): number | undefined;
}

/**
 * Reads `cron(minutes hours day-of-month month day-of-week year)`; undefined for what EventBridge does not take.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readCron(expression: string): Cron | undefined {
  const texts = /^cron\(([^()]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekdayText = '', yearText = ''] = texts;
  if (texts.length !== FIELDS.length || (dayText === '?') === (weekdayText === '?')) return undefined;
  const minutes = valuesOf('minute', minuteText);
  const hours = valuesOf('hour', hourText);
  const months = valuesOf('month', monthText);
  const years = valuesOf('year', yearText);
  const day = weekdayText === '?' ? dayOfMonth(dayText) : dayOfWeek(weekdayText);
  if (minutes === undefined || hours === undefined || months === undefined || years === undefined) return undefined;
  if (day === undefined) return undefined;
  const isMeant: DayTest = (date) =>
    months.has(date.getUTCMonth() + 1) && years.has(date.getUTCFullYear()) && day(date);
  const last = Date.UTC(Math.max(...years) + 1, 0, 1);
  return {
    next(time) {
      const first = Math.floor(time / MINUTE) * MINUTE + MINUTE;
      for (let start = Math.floor(first / DAY) * DAY; start < last; start += DAY) {
        if (!isMeant(new Date(start))) continue;
        for (const hour of hours) {
          for (const minute of minutes) {
            const at = start + (hour * 60 + minute) * MINUTE;
            if (at >= first) return at;
          }
        }
      }
      return undefined;
    },
  };
}

/** The values of a list of single ones, ranges and steps, in order; undefined for what is none. */
function valuesOf(name: Field['name'], text: string): ReadonlySet<number> | undefined {
  const field = FIELDS.find((each) => each.name === name) as Field;
  const all = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from, to] = boundsOf(field, range, step !== undefined);
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined || from > to || by < 1) return undefined;
    for (let value = from; value <= to; value += by) all.add(value);
  }
  return new Set([...all].sort((a, b) => a - b));
}

function boundsOf(field: Field, range: string, stepped: boolean): [number | undefined, number | undefined] {
  if (range === '*') return [field.least, field.most];
  const [first = '', second, ...more] = range.split('-');
  if (more.length > 0) return [undefined, undefined];
  const from = oneValue(field, first);
  return [from, second === undefined ? (stepped ? field.most : from) : oneValue(field, second)];
}

function oneValue({ least, most, names }: Field, text: string): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

const daysIn = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

/** `L` is the last day of the month, `15W` the weekday nearest to the 15th in the same month. */
function dayOfMonth(text: string): DayTest | undefined {
  if (text === 'L') return (date) => date.getUTCDate() === daysIn(date);
  const near = /^(\d{1,2})W$/.exec(text)?.[1];
  if (near !== undefined) {
    const wanted = Number(near);
    if (wanted < 1 || wanted > 31) return undefined;
    return (date) => date.getUTCDate() === nearestWeekday(date, wanted);
  }
  const days = valuesOf('dayOfMonth', text);
  return days === undefined ? undefined : (date) => days.has(date.getUTCDate());
}

function nearestWeekday(month: Date, wanted: number): number {
  const day = Math.min(wanted, daysIn(month));
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === daysIn(month) ? day - 2 : day + 1;
  return day;
}

/** Sunday is 1. `6L` is the last Friday of the month, `SAT#3` the third Saturday; `L` alone is Saturday. */
function dayOfWeek(text: string): DayTest | undefined {
  const field = FIELDS.find(({ name }) => name === 'dayOfWeek') as Field;
  if (text === 'L') return (date) => date.getUTCDay() === 6;
  const [, lastName] = /^(\w+?)L$/.exec(text) ?? [];
  const [, nthName, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  const single = lastName ?? nthName;
  if (single !== undefined) {
    const wanted = oneValue(field, single);
    if (wanted === undefined) return undefined;
    return (date) => {
      const day = date.getUTCDate();
      const isNth = nth === undefined ? day + 7 > daysIn(date) : Math.ceil(day / 7) === Number(nth);
      return date.getUTCDay() + 1 === wanted && isNth;
    };
  }
  const days = valuesOf('dayOfWeek', text);
  return days === undefined ? undefined : (date) => days.has(date.getUTCDay() + 1);
}
