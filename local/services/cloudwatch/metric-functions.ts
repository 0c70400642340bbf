import { NotEmulatedError } from '../../kernel/errors';
import {
  combine,
  eachSeries,
  isArray,
  isSeries,
  point,
  type Series,
  type SeriesArray,
  type Value,
} from './metric-value';

/** The periods that an expression is computed over. */
export interface Periods {
  /** Start of each, ms since the epoch. */
  readonly starts: readonly number[];
  /** ms. */
  readonly length: number;
}

/** An argument of a function: a value, a word such as REPEAT, or a text in quotes. */
export type Argument = { readonly value: Value } | { readonly word: string } | { readonly text: string };

export interface MetricFunction {
  readonly arguments: { readonly least: number; readonly most: number };
  /** @returns undefined when the arguments are not of a kind that the function takes */
  apply(given: readonly Argument[], periods: Periods): Value | undefined;
}

const one = (apply: (value: Value, periods: Periods) => Value | undefined): MetricFunction => ({
  arguments: { least: 1, most: 1 },
  apply: ([first], periods) => (first !== undefined && 'value' in first ? apply(first.value, periods) : undefined),
});

/** Of a scalar, and of every point of time series. */
const pointwise = (change: (value: number) => number): MetricFunction =>
  one((value) => {
    const changed = (points: Series) => points.map((at) => (at === undefined ? undefined : point(change(at))));
    return typeof value === 'number' ? change(value) : eachSeries(value, changed);
  });

/** A time series to a scalar; an array to one time series, period by period. `of` is given what is there. */
const reduced = (of: (values: readonly number[]) => number | undefined): MetricFunction =>
  one((value) => {
    if (isSeries(value)) return of(there(value)) ?? Number.NaN;
    if (!isArray(value)) return undefined;
    const all = value.members.map(({ points }) => points);
    return (all[0] ?? []).map((_, index) => of(there(all.map((points) => points[index]))));
  });

/** Each point by itself and the one before it that is there; none for the first. */
const stepwise = (step: (now: number, before: number, seconds: number) => number): MetricFunction =>
  one((value, { starts }) => {
    if (typeof value === 'number') return undefined;
    return eachSeries(value, (points) => {
      let before: number | undefined;
      return points.map((now, index) => {
        if (now === undefined) return undefined;
        const last = before;
        before = index;
        if (last === undefined) return undefined;
        const seconds = ((starts[index] ?? 0) - (starts[last] ?? 0)) / 1000;
        return point(step(now, points[last] ?? 0, seconds));
      });
    });
  });

/** A point for every period, made of its start. */
const ofTime = (read: (date: Date) => number): MetricFunction =>
  one((value, { starts }) => (isSeries(value) ? starts.map((start) => read(new Date(start))) : undefined));

const ofArray = (apply: (array: SeriesArray) => Value): MetricFunction =>
  one((value) => (isArray(value) ? apply(value) : undefined));

const sum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]): number | undefined => {
  const total = sum(values);
  return total === undefined ? undefined : total / values.length;
};
const least = (values: readonly number[]) => (values.length === 0 ? undefined : Math.min(...values));
const most = (values: readonly number[]) => (values.length === 0 ? undefined : Math.max(...values));
const there = (points: Series): number[] => points.filter((value) => value !== undefined);

const SORTED_BY: Readonly<Record<string, typeof sum>> = { AVG: average, MAX: most, MIN: least, SUM: sum };

function fill(points: Series, by: number | 'REPEAT' | 'LINEAR'): Series {
  return points.map((value, index) => {
    if (value !== undefined || typeof by === 'number') return value ?? point(by as number);
    const last = points.findLastIndex((at, when) => when < index && at !== undefined);
    const before = points[last];
    if (by === 'REPEAT') return before;
    const next = points.findIndex((at, when) => when > index && at !== undefined);
    const after = points[next];
    if (before === undefined || after === undefined) return undefined;
    return before + ((after - before) * (index - last)) / (next - last);
  });
}

function conditional([condition, chosen, otherwise]: readonly Argument[]): Value | undefined {
  const given = [condition, chosen, ...(otherwise === undefined ? [] : [otherwise])];
  const values = given.flatMap((argument) => (argument !== undefined && 'value' in argument ? [argument.value] : []));
  const plain = values.flatMap((value) => (isArray(value) ? [] : [value]));
  if (plain.length < given.length) return undefined;
  return combine(plain, ([holds, then, other]) => (holds === undefined ? undefined : holds !== 0 ? then : other));
}

/**
 * The functions of metric math.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const METRIC_FUNCTIONS: Readonly<Record<string, MetricFunction>> = {
  ABS: pointwise(Math.abs),
  AVG: reduced(average),
  CEIL: pointwise(Math.ceil),
  DATAPOINT_COUNT: reduced((values) => values.length),
  DATE: ofTime((date) => date.getUTCDate()),
  /** Monday is 1. */
  DAY: ofTime((date) => date.getUTCDay() || 7),
  DIFF: stepwise((now, before) => now - before),
  DIFF_TIME: stepwise((_now, _before, seconds) => seconds),
  EPOCH: ofTime((date) => date.getTime() / 1000),
  FILL: {
    arguments: { least: 2, most: 2 },
    apply: ([of, by]) => {
      if (of === undefined || by === undefined || !('value' in of) || typeof of.value === 'number') return undefined;
      if ('value' in by) {
        const { value } = by;
        return typeof value === 'number' ? eachSeries(of.value, (points) => fill(points, value)) : undefined;
      }
      if (!('word' in by) || (by.word !== 'REPEAT' && by.word !== 'LINEAR')) return undefined;
      const { word } = by;
      return eachSeries(of.value, (points) => fill(points, word));
    },
  },
  FIRST: ofArray(({ members }) => members[0]?.points ?? []),
  FLOOR: pointwise(Math.floor),
  HOUR: ofTime((date) => date.getUTCHours()),
  IF: { arguments: { least: 2, most: 3 }, apply: conditional },
  LAST: ofArray(({ members }) => members.at(-1)?.points ?? []),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  MAX: reduced(most),
  METRIC_COUNT: ofArray(({ members }) => members.length),
  MIN: reduced(least),
  MINUTE: ofTime((date) => date.getUTCMinutes()),
  MONTH: ofTime((date) => date.getUTCMonth() + 1),
  PERIOD: one((value, { length }) => (isSeries(value) ? length / 1000 : undefined)),
  RATE: stepwise((now, before, seconds) => (now - before) / seconds),
  REMOVE_EMPTY: ofArray(({ members }) => ({ members: members.filter(({ points }) => there(points).length > 0) })),
  RUNNING_SUM: one((value) => {
    if (typeof value === 'number') return undefined;
    return eachSeries(value, (points) => {
      let total = 0;
      return points.map((now) => {
        total += now ?? 0;
        return now === undefined ? undefined : total;
      });
    });
  }),
  SLICE: {
    arguments: { least: 2, most: 3 },
    apply: ([of, from, to]) => {
      if (of === undefined || from === undefined || !('value' in of) || !isArray(of.value)) return undefined;
      if (to === undefined) throw new NotEmulatedError('SLICE with one index in metric math');
      if (!('value' in from) || !('value' in to)) return undefined;
      if (typeof from.value !== 'number' || typeof to.value !== 'number') return undefined;
      return { members: of.value.members.slice(from.value, to.value) };
    },
  },
  SORT: {
    arguments: { least: 3, most: 4 },
    apply: ([of, by, order, limit]) => {
      if (of === undefined || !('value' in of) || !isArray(of.value)) return undefined;
      if (by === undefined || order === undefined || !('word' in by) || !('word' in order)) return undefined;
      const measure = SORTED_BY[by.word];
      if (measure === undefined || (order.word !== 'ASC' && order.word !== 'DESC')) return undefined;
      const sign = order.word === 'ASC' ? 1 : -1;
      const rank = ({ points }: { points: Series }) => (measure(there(points)) ?? Number.NEGATIVE_INFINITY) * sign;
      const members = [...of.value.members].sort((a, b) => rank(a) - rank(b));
      if (limit === undefined) return { members };
      return 'value' in limit && typeof limit.value === 'number'
        ? { members: members.slice(0, limit.value) }
        : undefined;
    },
  },
  SUM: reduced(sum),
  TIME_SERIES: one((value, { starts }) => (typeof value === 'number' ? starts.map(() => point(value)) : undefined)),
  YEAR: ofTime((date) => date.getUTCFullYear()),
};

/** Functions that AWS has and this has not. Of STDDEV, AWS does not say which deviation it is. */
export const REFUSED_FUNCTIONS: readonly string[] = [
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
  'STDDEV',
];
