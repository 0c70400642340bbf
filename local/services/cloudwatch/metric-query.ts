import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { evaluate, type Value } from './evaluate-expression';
import { type Expression, idsIn, parseExpression } from './expression-parser';
import type { MetricId, MetricStore } from './metric-store';
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
export function statPoints(
  store: MetricStore,
  source: Extract<Query['source'], { kind: 'stat' }>,
  start: number,
  count: number,
): Points {
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

/** Evaluates all queries over the same periods and gives the points of the one with `id`. */
export function pointsOf(
  store: MetricStore,
  queries: readonly Query[],
  id: string,
  start: number,
  count: number,
): Points {
  const query = queries.find((each) => each.id === id);
  if (query === undefined) throw invalid(`No query has the id ${id}`);
  const { source } = query;
  if (source.kind === 'stat') return statPoints(store, source, start, count);
  const variables = new Map<string, Value>();
  for (const used of new Set(idsIn(source.expression))) {
    variables.set(used, pointsOf(store, queries, used, start, count).values);
  }
  const value = evaluate(source.expression, variables);
  const values = typeof value === 'number' ? new Array(count).fill(value) : [...value];
  while (values.length < count) values.push(undefined);
  return { values, counts: values.map(() => 0) };
}

/** The period of a query in ms: its own, or the longest of those it refers to. */
export function periodOfQuery(queries: readonly Query[], { source }: Query): number {
  if (source.period !== undefined) return source.period;
  if (source.kind === 'stat') return source.period;
  const used = idsIn(source.expression).flatMap((id) => queries.filter((query) => query.id === id));
  return Math.max(...used.map((query) => periodOfQuery(queries, query)), 1000);
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
