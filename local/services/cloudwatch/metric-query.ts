import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { type Expression, idsIn, metricsIn, parseExpression } from './expression-parser';
import type { MetricId } from './metric-store';
import { checkStatistic } from './statistic';

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

export type Stat = Extract<Query['source'], { kind: 'stat' }>;

/** What METRICS() stands for: the metrics of a request, and no expressions. */
export function metrics(queries: readonly Query[], filter: string | undefined): (Query & { readonly source: Stat })[] {
  return queries.flatMap((query) => {
    const { source } = query;
    return source.kind === 'stat' && query.id.includes(filter ?? '') ? [{ ...query, source }] : [];
  });
}

export const labelOf = ({ id, label, source }: Query): string =>
  label ?? (source.kind === 'stat' ? source.metric.name : id);

/** A metric without label of its own is named by what tells it from the others, too: its statistic, its period in seconds. */
export function distinctLabel(queries: readonly Query[], query: Query): string {
  const { label, source } = query;
  if (label !== undefined || source.kind !== 'stat') return labelOf(query);
  const stats = metrics(queries, undefined).map((other) => other.source);
  const differ = (key: 'statistic' | 'period'): boolean => stats.some((other) => other[key] !== source[key]);
  return [
    source.metric.name,
    ...(differ('statistic') ? [source.statistic] : []),
    ...(differ('period') ? [source.period / 1000] : []),
  ].join(' ');
}

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
