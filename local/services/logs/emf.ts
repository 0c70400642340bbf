import type { MetricDatum } from '../../kernel/platform';
import { isObject, parseObject } from '../support/json';

/** What a log line says about metrics. */
export type Emf =
  | { readonly kind: 'none' }
  /** Not JSON, or not as the specification wants it: AWS takes no metric from the line and counts an error. */
  | { readonly kind: 'malformed'; readonly metric: 'EMFParsingErrors' | 'EMFValidationErrors' }
  | { readonly kind: 'metrics'; readonly data: MetricDatum[] };

const MOST_METRICS = 100;
const MOST_VALUES = 100;
const MOST_DIMENSIONS = 30;
const NONE: Emf = { kind: 'none' };
const INVALID: Emf = { kind: 'malformed', metric: 'EMFValidationErrors' };

/**
 * Metrics in a log line, by the embedded metric format (EMF): the whole line is one JSON object with `_aws`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmf(message: string): Emf {
  // Most lines are none, and parsing each would cost more than all the rest.
  if (!message.includes('"CloudWatchMetrics"')) return NONE;
  const root = parseObject(message);
  if (root === undefined)
    return message.trimStart().startsWith('{') ? { kind: 'malformed', metric: 'EMFParsingErrors' } : NONE;
  const meta = root._aws;
  if (meta === undefined) return NONE;
  if (!isObject(meta)) return INVALID;
  const { Timestamp: time, CloudWatchMetrics: directives } = meta;
  if (typeof time !== 'number' || !Array.isArray(directives)) return INVALID;
  const data: MetricDatum[] = [];
  for (const directive of directives) {
    const found = readDirective(directive, root, time);
    if (found === undefined) return INVALID;
    data.push(...found);
  }
  return { kind: 'metrics', data };
}

function readDirective(directive: unknown, root: Record<string, unknown>, time: number): MetricDatum[] | undefined {
  if (!isObject(directive)) return undefined;
  const { Namespace: namespace, Dimensions: sets = [], Metrics: metrics = [] } = directive;
  if (typeof namespace !== 'string' || namespace === '' || !Array.isArray(sets) || !Array.isArray(metrics))
    return undefined;
  if (metrics.length > MOST_METRICS) return undefined;
  const dimensionSets = (sets.length === 0 ? [[]] : sets).map((names) => readDimensions(names, root));
  if (!dimensionSets.every((set) => set !== undefined)) return undefined;
  const data: MetricDatum[] = [];
  for (const metric of metrics) {
    if (!isObject(metric)) return undefined;
    const { Name: name, Unit: unit = 'None', StorageResolution: resolution = 60 } = metric;
    if (typeof name !== 'string' || typeof unit !== 'string' || (resolution !== 1 && resolution !== 60))
      return undefined;
    const values = readValues(root[name]);
    if (values === undefined) return undefined;
    data.push({ namespace, name, dimensionSets, values, unit, time, storageResolution: resolution });
  }
  return data;
}

function readDimensions(names: unknown, root: Record<string, unknown>): Record<string, string> | undefined {
  if (!Array.isArray(names) || names.length > MOST_DIMENSIONS) return undefined;
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = typeof name === 'string' ? root[name] : undefined;
    if (typeof value !== 'string' || value === '') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

function readValues(value: unknown): number[] | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0 || values.length > MOST_VALUES) return undefined;
  return values.every((each): each is number => typeof each === 'number' && Number.isFinite(each)) ? values : undefined;
}
