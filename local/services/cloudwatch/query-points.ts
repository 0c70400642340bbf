import { evaluate } from './evaluate-expression';
import { idsIn } from './expression-parser';
import type { Periods } from './metric-functions';
import { labelOf, metrics, periodOfQuery, type Query, type Stat } from './metric-query';
import type { MetricStore } from './metric-store';
import { isArray, type NamedSeries, type Series, type Value } from './metric-value';
import { Samples } from './samples';
import { statisticOf } from './statistic';

/** Points of one query over aligned periods, oldest first. */
export interface Points {
  readonly values: readonly (number | undefined)[];
  /** How many samples are behind each; 0 for an expression. */
  readonly counts: readonly number[];
}

/** Points of one metric: `count` periods of `period` ms, the first at `start` (ms since the epoch). */
export function statPoints(store: MetricStore, source: Stat, start: number, count: number): Points {
  const values: (number | undefined)[] = new Array(count).fill(undefined);
  const counts: number[] = new Array(count).fill(0);
  // Most evaluations of most alarms see no data at all: then there is nothing to add up.
  const series = store
    .series(source.metric, source.unit)
    .filter(({ newest }) => newest !== undefined && newest >= start);
  if (series.length === 0) return { values, counts };
  for (let index = 0; index < count; index += 1) {
    const from = start + index * source.period;
    const samples = new Samples();
    for (const each of series) each.collect(from, from + source.period, samples);
    if (samples.count === 0) continue;
    values[index] = statisticOf(source.statistic, samples);
    counts[index] = samples.count;
  }
  return { values, counts };
}

/** What a query gives over `count` periods from `start` (ms since the epoch): several time series only for an array. */
export function seriesOf(
  store: MetricStore,
  queries: readonly Query[],
  query: Query,
  start: number,
  count: number,
): readonly NamedSeries[] {
  const length = periodOfQuery(queries, query);
  const starts = Array.from({ length: count }, (_, index) => start + index * length);
  const value = computedValue(
    queries,
    query,
    { starts, length },
    (stat) => statPoints(store, stat, start, count).values,
  );
  return isArray(value) ? value.members : [{ label: labelOf(query), points: filled(value, count) }];
}

/** The points of a query that gives one time series. */
export function pointsOf(
  store: MetricStore,
  queries: readonly Query[],
  query: Query,
  start: number,
  count: number,
): Points {
  if (query.source.kind === 'stat') return statPoints(store, query.source, start, count);
  const [series] = seriesOf(store, queries, query, start, count);
  return { values: series?.points ?? [], counts: new Array(count).fill(0) };
}

/** Computes a query over nothing, so that what fails does so before there is data, and tells whether it gives an array. */
export function givesArray(queries: readonly Query[], query: Query): boolean {
  const length = periodOfQuery(queries, query);
  return isArray(computedValue(queries, query, { starts: [0], length }, () => [undefined]));
}

function computedValue(
  queries: readonly Query[],
  query: Query,
  periods: Periods,
  fetch: (stat: Stat) => Series,
): Value {
  const { source } = query;
  if (source.kind === 'stat') return fetch(source);
  const ids = new Set(idsIn(source.expression));
  const used = queries.filter(({ id }) => ids.has(id));
  return evaluate(source.expression, {
    variables: new Map(used.map((each) => [each.id, computedValue(queries, each, periods, fetch)])),
    metrics: (filter) => metrics(queries, filter).map((each) => ({ label: labelOf(each), points: fetch(each.source) })),
    periods,
  });
}

/** A scalar stands for itself in every period. */
function filled(value: number | Series, count: number): Series {
  if (typeof value !== 'number') return [...value, ...new Array<undefined>(Math.max(0, count - value.length))];
  return new Array(count).fill(Number.isFinite(value) ? value : undefined);
}
