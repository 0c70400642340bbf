import type { MetricDatum as MetricDatumInput, PutMetricDataInput, StatisticSet } from '@aws-sdk/client-cloudwatch';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { MetricDatum, Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { check, required, text } from './constraints';
import { dimensionsOf } from './metric-query';

const MOST_DATA = 1000;
const MOST_VALUES = 150;
const MOST_DIMENSIONS = 30;
/** More copies of values than this in one datum would only fill the memory. */
const MOST_SAMPLES = 1_000_000;
/** In the order in which the error names them; the SDK has them by the alphabet. */
const UNITS: readonly string[] = [
  ...['Seconds', 'Microseconds', 'Milliseconds'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits', 'Percent', 'Count'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'].map((unit) => `${unit}/Second`),
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'].map((unit) => `${unit}/Second`),
  ...['Count/Second', 'None'],
];
const HOUR = 3_600_000;
const LARGEST = 2 ** 360;

/** Visible with the same delay as a metric that comes by the log: AWS publishes no figure for either. */
export function putMetricData(
  platform: Platform,
  record: (datum: MetricDatum, delay: number) => void,
  input: PutMetricDataInput,
): void {
  check(input, { Namespace: required(text(1, 255)) });
  only('PutMetricData', input, ['Namespace', 'MetricData']);
  const { Namespace: namespace = '', MetricData: data = [] } = input;
  if (namespace.startsWith('AWS/')) {
    throw new ServiceError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  }
  if (namespace.startsWith(':')) {
    throw new ServiceError('InvalidParameterValue', `The value ${namespace} for parameter Namespace is invalid.`);
  }
  if (data.length === 0) throw new ServiceError('MissingParameter', 'The parameter MetricData is required.');
  if (data.length > MOST_DATA) throw tooLarge('MetricData', MOST_DATA);
  const now = platform.clock.now();
  // All are read before any is recorded: a request is accepted as a whole.
  const read = data.map((datum, index) => readDatum(datum, `MetricData.member.${index + 1}`, namespace, now));
  for (const datum of read) record(datum, platform.latencies.logToMetric);
}

/** @param path of the datum, as errors name it */
function readDatum(datum: MetricDatumInput, path: string, namespace: string, now: number): MetricDatum {
  only('MetricDatum', datum, [
    'MetricName',
    'Dimensions',
    'Timestamp',
    'Value',
    'Values',
    'Counts',
    'StatisticValues',
    'Unit',
    'StorageResolution',
  ]);
  const { MetricName: name, Dimensions: dimensions = [], StorageResolution: resolution = 60 } = datum;
  if (name === undefined || name === '') {
    throw new ServiceError('MissingParameter', `The parameter ${path}.MetricName is required.`);
  }
  if (dimensions.length > MOST_DIMENSIONS) throw tooLarge(`${path}.Dimensions`, MOST_DIMENSIONS);
  if (resolution !== 1 && resolution !== 60) {
    throw wrong(`The value ${resolution} for parameter ${path}.StorageResolution is invalid: 1 or 60.`);
  }
  const unit: string = datum.Unit ?? 'None';
  if (!UNITS.includes(unit)) {
    throw wrong(`The parameter ${path}.Unit must be a value in the set [ ${UNITS.join(', ')} ].`);
  }
  const time = datum.Timestamp?.getTime() ?? now;
  if (time < now - 14 * 24 * HOUR) {
    throw wrong(`The parameter ${path}.Timestamp must specify a time no more than two weeks in the past.`);
  }
  if (time > now + 2 * HOUR) {
    throw wrong(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`);
  }
  return {
    namespace,
    name,
    dimensionSets: [dimensionsOf(dimensions)],
    values: valuesOf(datum, path),
    unit,
    time,
    storageResolution: resolution,
  };
}

function valuesOf({ Value, Values, Counts, StatisticValues: set }: MetricDatumInput, path: string): number[] {
  if (Value !== undefined && Values !== undefined) throw exclusive(path, 'Value', 'Values');
  if (Value !== undefined && set !== undefined) throw exclusive(path, 'Value', 'StatisticValues');
  if (Value !== undefined) return checked([Value], `${path}.Value`);
  // Values and a set together are taken, as recorded; the values tell more.
  if (set !== undefined && Values === undefined) return valuesWith(set);
  if (Values === undefined)
    throw new ServiceError('MissingParameter', 'At least one of the parameters must be specified.');
  if (Counts !== undefined && Counts.length !== Values.length) {
    throw wrong(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`);
  }
  if (Values.length > MOST_VALUES) throw tooLarge(`${path}.Values`, MOST_VALUES);
  return copies(checked(Values, `${path}.Values`), Counts ?? []);
}

/**
 * Values that have the statistics of a set: its least, its greatest, and between them what makes up the sum. They have
 * percentiles, too, where CloudWatch gives none for a set of different values.
 */
function valuesWith({
  Minimum: least = 0,
  Maximum: most = 0,
  SampleCount: count = 0,
  Sum: sum = 0,
}: StatisticSet): number[] {
  const rest = count - 2;
  if (least === most && Math.abs(least * count - sum) <= Math.abs(sum) * EPSILON) return copies([least], [count]);
  const middle = rest === 0 ? least : (sum - least - most) / rest;
  const slack = Math.abs(most - least) * EPSILON;
  const even = rest > 0 || Math.abs(sum - least - most) <= slack;
  if (!Number.isInteger(count) || rest < 0 || !even || middle < least - slack || middle > most + slack) {
    throw new NotEmulatedError('StatisticValues that no values have');
  }
  return copies([least, middle, most], [1, rest, 1]);
}

/** What sums of floating numbers may be off by. */
const EPSILON = 1e-9;

function copies(values: readonly number[], counts: readonly number[]): number[] {
  if (counts.reduce((sum, count) => sum + count, 0) > MOST_SAMPLES) {
    throw new NotEmulatedError(`a datum of more than ${MOST_SAMPLES} samples`);
  }
  return values.flatMap((value, index) => new Array<number>(counts[index] ?? 1).fill(value));
}

function checked(values: readonly number[], path: string): number[] {
  const bad = values.find((value) => !Number.isFinite(value) || Math.abs(value) > LARGEST);
  if (bad !== undefined) throw wrong(`The value ${bad} for parameter ${path} is invalid.`);
  return [...values];
}

const wrong = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
const tooLarge = (path: string, most: number): ServiceError =>
  wrong(`The collection ${path} must not have a size greater than ${most}.`);
const exclusive = (path: string, one: string, other: string): ServiceError =>
  new ServiceError(
    'InvalidParameterCombination',
    `The parameters ${path}.${one} and ${path}.${other} are mutually exclusive and you have specified both.`,
  );
