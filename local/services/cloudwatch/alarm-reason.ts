import type { AlarmSettings, StaticComparison } from './alarm';
import { breaches } from './alarm';
import type { AlarmState } from './alarm-decision';
import { decimal, javaJson } from './java-json';

/** A point of the evaluation range. */
export interface Datapoint {
  /** Start of its period, ms since the epoch. */
  readonly time: number;
  readonly value: number | undefined;
  /** Samples behind it; 0 for an expression. */
  readonly count: number;
}

const WORDS: Readonly<Record<StaticComparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** The points an evaluation used: the newest N real ones, and gaps (newest first) to make N of them. */
export function usedPoints(settings: AlarmSettings, points: readonly Datapoint[]): Datapoint[] {
  const n = settings.rule.evaluationPeriods;
  const real = points.filter(({ value }) => value !== undefined).slice(0, n);
  const gaps = points.filter(({ value }) => value === undefined).slice(0, n - real.length);
  return [...real, ...gaps].sort((a, b) => b.time - a.time);
}

/** StateReason in CloudWatch's words. `used`: newest first. */
export function reasonFor(state: AlarmState, settings: AlarmSettings, used: readonly Datapoint[]): string {
  const { rule, threshold, comparison, input } = settings;
  const { evaluationPeriods: n, datapointsToAlarm: m } = rule;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${datapoints(n)} ${were(n)} unknown.`;
  const real = used.filter(({ value }) => value !== undefined);
  const shown = real.filter(({ value }) => breaches(comparison, value as number, threshold) === (state === 'ALARM'));
  const filled = filledAs(settings, n - real.length);
  if (shown.length === 0) {
    const received = real.length === 0 ? 'no datapoints were' : `${datapoints(real.length)} ${were(real.length)}`;
    return `Threshold Crossed: ${received} received for ${n} ${n === 1 ? 'period' : 'periods'}${filled}.`;
  }
  const values = `[${shown.map(({ value, time }) => `${decimal(value as number)} (${shortDate(time)})`).join(', ')}]`;
  const crossed = `${were(shown.length)} ${state === 'OK' ? 'not ' : ''}${WORDS[comparison]} the threshold (${decimal(threshold)})`;
  // DatapointsToAlarm changes the wording when it is given, even as N.
  if (input.DatapointsToAlarm === undefined) {
    return `Threshold Crossed: ${datapoints(shown.length)} ${values} ${crossed}${filled}.`;
  }
  const [least, transition] = state === 'ALARM' ? [m, 'OK -> ALARM'] : [n - m + 1, 'ALARM -> OK'];
  return (
    `Threshold Crossed: ${shown.length} out of the last ${n} datapoints ${values} ${crossed}${filled} ` +
    `(minimum ${datapoints(least)} for ${transition} transition).`
  );
}

/** StateReasonData: JSON as a string. `used`: newest first. */
export function reasonDataFor(settings: AlarmSettings, used: readonly Datapoint[], now: number): string {
  const real = used.filter(({ value }) => value !== undefined);
  const oldest = real.at(-1);
  const { Statistic, ExtendedStatistic, Unit } = settings.input;
  const statistic = Statistic ?? ExtendedStatistic;
  return javaJson({
    version: '1.0',
    queryDate: longDate(now),
    ...(oldest !== undefined && { startDate: longDate(oldest.time) }),
    ...(Unit !== undefined && { unit: Unit }),
    ...(statistic !== undefined && { statistic }),
    period: settings.period / 1000,
    recentDatapoints: real.map(({ value }) => value).reverse(),
    threshold: settings.threshold,
    evaluatedDatapoints: used.map(({ time, value, count }) => ({
      timestamp: longDate(time),
      ...(count > 0 && { sampleCount: count }),
      ...(value !== undefined && { value }),
    })),
  });
}

function filledAs({ rule }: AlarmSettings, gaps: number): string {
  const { treatMissingData } = rule;
  if (gaps === 0 || treatMissingData === 'missing' || treatMissingData === 'ignore') return '';
  const as = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return ` and ${gaps} missing ${gaps === 1 ? 'datapoint was' : 'datapoints were'} treated as [${as}]`;
}

const datapoints = (count: number): string => (count === 1 ? '1 datapoint' : `${count} datapoints`);
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** 26/10/24 18:59:00 */
function shortDate(time: number): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(time).toISOString()) ?? [];
  return `${day}/${month}/${year} ${clock}`;
}

/** 2024-10-26T18:59:00.000+0000 */
export function longDate(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** Friday 22 July, 2022 15:57:45 UTC */
export function writtenDate(time: number): string {
  const [weekday = '', day = '', month = '', year = '', clock = ''] = new Date(time).toUTCString().split(' ');
  return `${DAYS[weekday.slice(0, 3)]} ${day} ${MONTHS[month]}, ${year} ${clock} UTC`;
}

const DAYS: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};
const MONTHS: Readonly<Record<string, string>> = {
  Jan: 'January',
  Feb: 'February',
  Mar: 'March',
  Apr: 'April',
  May: 'May',
  Jun: 'June',
  Jul: 'July',
  Aug: 'August',
  Sep: 'September',
  Oct: 'October',
  Nov: 'November',
  Dec: 'December',
};
