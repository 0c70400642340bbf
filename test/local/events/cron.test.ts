import { readCron } from '../../../local/services/events/cron';

const SATURDAY = Date.parse('2026-10-24T18:00:00Z');
const next = (expression: string, count = 1): (string | undefined)[] => {
  const cron = readCron(expression);
  const times: (string | undefined)[] = [];
  for (let time: number | undefined = SATURDAY; times.length < count; ) {
    time = time === undefined ? undefined : cron?.next(time);
    times.push(time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));
  }
  return times;
};

test.each<[string, string[]]>([
  ['cron(0/15 * * * ? *)', ['2026-10-24T18:15', '2026-10-24T18:30']],
  ['cron(5,35 14 * * ? *)', ['2026-10-25T14:05', '2026-10-25T14:35']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-10-26T18:00', '2026-10-27T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-11-01T08:00', '2026-12-01T08:00']],
  ['cron(0 0 L * ? *)', ['2026-10-31T00:00', '2026-11-30T00:00']],
  ['cron(0 0 1W * ? *)', ['2026-11-02T00:00', '2026-12-01T00:00']],
  ['cron(15 10 ? * 6L *)', ['2026-10-30T10:15', '2026-11-27T10:15']],
  ['cron(0 2 ? * SAT#3 *)', ['2026-11-21T02:00', '2026-12-19T02:00']],
  ['cron(0 12 29 FEB ? *)', ['2028-02-29T12:00', '2032-02-29T12:00']],
])('%s comes at %j', (expression, times) => {
  expect(next(expression, 2)).toEqual(times);
});

test('a schedule of years that are over never comes', () => {
  expect(next('cron(15 10 ? * 6L 2002-2005)')).toEqual([undefined]);
});

test.each([
  'cron(0 1 * * * *)',
  'cron(0 1 ? * ? *)',
  'cron(7 20 * * NOT *)',
  'cron(71 8 1 * ? *)',
  'cron(0 dummy ? * MON-FRI *)',
  'cron(0 1 * * ?)',
  'cron(5-1 1 * * ? *)',
  'cron(INVALID)',
  'rate(1 minute)',
])('%s is none', (expression) => {
  expect(readCron(expression)).toBeUndefined();
});
