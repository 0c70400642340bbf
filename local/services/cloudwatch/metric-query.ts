import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { evaluate } from './evaluate-expression';
import { type Expression, idsIn, metricsIn, parseExpression } from './expression-parser';
import type { Periods } from './metric-functions';
import type { MetricId, MetricStore } from './metric-store';
import { isArray, type NamedSeries, type Series, type Value } from './metric-value';
import { Samples } from './samples';
import { checkStatistic, statisticOf } from './statistic';

/** A checked query: one statistic of one metric, or an expression over others. */
export interface Query {
  readonly id: string;
  readonly label: string | undefined;
  readonly returned: boolean;
  readonly source:
    | {
        readonly kind: 'stat';
        readonly metric: MetricId;
        readonly statistic: string;
        readonly period: number;
        readonly unit: string | undefined;
      }
    | {
        readonly kind: 'expression';
        readonly text: string;
        readonly expression: Expression;
        readonly period: number | undefined;
      };
}

/** Points of one query over aligned periods, oldest first. */
export interface Points {
  readonly values: readonly (number | undefined)[];
  /** How many samples are behind each; 0 for an expression. */
  readonly counts: readonly number[];
}

/** Checks queries and refuses what is not implemented; periods become milliseconds. */
export function readQueries(queries: readonly MetricDataQuery[]): Query[] {
  const read = queries.map(readQuery);
  const ids = new Set(read.map(({ id }) => id));
  if (ids.size < read.length) throw invalid('The values for parameter id in MetricDataQueries are not unique.');
  for (const { source } of read) {
    if (source.kind !== 'expression') continue;
    const unknown = idsIn(source.expression).find((id) => !ids.has(id));
    if (unknown !== undefined) throw invalid(`Error in expression '${source.text}': unknown id ${unknown}`);
  }
  for (const query of read) refuseCycle(read, query, []);
  return read;
}

function refuseCycle(queries: readonly Query[], { id, source }: Query, path: readonly string[]): void {
  if (path.includes(id)) throw invalid(`The expression ${id} refers to itself: ${[...path, id].join(' -> ')}`);
  if (source.kind !== 'expression') return;
  const used = new Set(idsIn(source.expression));
  for (const query of queries) if (used.has(query.id)) refuseCycle(queries, query, [...path, id]);
}

function readQuery(query: MetricDataQuery): Query {
  only('MetricDataQuery', query, ['Id', 'MetricStat', 'Expression', 'Label', 'ReturnData', 'Period']);
  const id = query.Id ?? '';
  if (!/^[a-z]\w{0,254}$/.test(id))
    throw invalid(`The value ${id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  const common = { id, label: query.Label, returned: query.ReturnData ?? true };
  const { MetricStat: stat, Expression: text } = query;
  if (stat !== undefined && text === undefined) {
    const { Metric: metric, Period: seconds = 0, Stat: statistic = '', Unit: unit } = stat;
    if (metric?.Namespace === undefined || metric.MetricName === undefined)
      throw invalid('A Metric needs Namespace and MetricName.');
    checkStatistic(statistic);
    const id = { namespace: metric.Namespace, name: metric.MetricName, dimensions: dimensionsOf(metric.Dimensions) };
    return { ...common, source: { kind: 'stat', metric: id, statistic, period: periodOf(seconds), unit } };
  }
  if (text !== undefined && stat === undefined) {
    if (/^\s*SELECT\b/i.test(text)) throw new NotEmulatedError('Metrics Insights queries');
    const period = query.Period === undefined ? undefined : periodOf(query.Period);
    return { ...common, source: { kind: 'expression', text, expression: parseExpression(text), period } };
  }
  throw invalid('Exactly one of MetricStat and Expression must be given in a MetricDataQuery.');
}

/** Seconds to milliseconds: 1, 5, 10, 20, 30 or a multiple of 60 s. */
export function periodOf(seconds: number): number {
  if (![1, 5, 10, 20, 30].includes(seconds) && (seconds < 60 || seconds % 60 !== 0)) {
    throw invalid(`The value ${seconds} for parameter Period is not valid: 1, 5, 10, 20, 30 or a multiple of 60.`);
  }
  return seconds * 1000;
}

export function dimensionsOf(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
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

type Stat = Extract<Query['source'], { kind: 'stat' }>;

/** What METRICS() stands for: the metrics of a request, and no expressions. */
function metrics(queries: readonly Query[], filter: string | undefined): (Query & { readonly source: Stat })[] {
  return queries.flatMap((query) => {
    const { source } = query;
    return source.kind === 'stat' && query.id.includes(filter ?? '') ? [{ ...query, source }] : [];
  });
}

export const labelOf = ({ id, label, source }: Query): string =>
  label ?? (source.kind === 'stat' ? source.metric.name : id);

/** The period of a query in ms: its own, or the longest of those it refers to. */
export function periodOfQuery(queries: readonly Query[], { source }: Query): number {
  if (source.kind === 'stat') return source.period;
  const periods = usedBy(queries, source.expression).map((query) => periodOfQuery(queries, query));
  if (new Set(periods).size > 1) throw new NotEmulatedError('metric math over metrics of different periods');
  const [used] = periods;
  if (used !== undefined && source.period !== undefined && used !== source.period) {
    throw new NotEmulatedError('metric math in another period than that of its metrics');
  }
  return source.period ?? used ?? 60_000;
}

function usedBy(queries: readonly Query[], expression: Expression): Query[] {
  const ids = idsIn(expression);
  const filters = metricsIn(expression);
  return [...queries.filter(({ id }) => ids.includes(id)), ...filters.flatMap((filter) => metrics(queries, filter))];
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
