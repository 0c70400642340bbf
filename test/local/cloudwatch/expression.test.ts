import { evaluate } from '../../../local/services/cloudwatch/evaluate-expression';
import { parseExpression } from '../../../local/services/cloudwatch/expression-parser';
import { isArray, type Series, type Value } from '../../../local/services/cloudwatch/metric-value';

const gap = undefined;
const METRICS: Readonly<Record<string, Series>> = {
  a: [1, 2, gap, 4],
  b: [2, gap, gap, 0],
  n: [10, 2, gap, 5],
  empty: [gap, gap, gap, gap],
};
const MINUTE = 60_000;
/** A Saturday. */
const START = Date.parse('2026-10-24T18:58:00Z');

function run(text: string): Value {
  return evaluate(parseExpression(text), {
    variables: new Map(Object.entries(METRICS)),
    metrics: (filter = '') =>
      Object.entries(METRICS).flatMap(([label, points]) => (label.includes(filter) ? [{ label, points }] : [])),
    periods: { starts: [0, 1, 2, 3].map((index) => START + index * MINUTE), length: MINUTE },
  });
}

/** Labels of an array, in order. */
function labels(text: string): string[] {
  const value = run(text);
  if (!isArray(value)) throw new Error(`${text} gives no array`);
  return value.members.map(({ label }) => label);
}

test.each<[string, Value]>([
  ['1 + 2 * 3', 7],
  ['-(1 + 2) * 2', -6],
  ['10 - 2 - 3', 5],
  ['2 < 3 AND 1 > 2', 0],
  ['2 < 3 OR 1 > 2', 1],
  ['1e2 / 4', 25],
  // A value missing on one side counts as 0, on both as missing.
  ['a + b', [3, 2, gap, 4]],
  ['a - b', [-1, 2, gap, 4]],
  // A division by zero, also by a missing value, drops the point.
  ['a / b', [0.5, gap, gap, gap]],
  ['b / a', [2, 0, gap, 0]],
  // A number makes no points where there are none.
  ['100 * a', [100, 200, gap, 400]],
  ['IF(n >= 5, a)', [1, gap, gap, 4]],
  ['IF(n >= 5, a, 0)', [1, 0, gap, 4]],
  ['IF(n >= 5, b, a)', [2, 2, gap, 0]],
  ['FILL(b, 7)', [2, 7, 7, 0]],
  ['FILL(b, REPEAT)', [2, 2, 2, 0]],
  ['FILL(a, LINEAR)', [1, 2, 3, 4]],
  ['FILL(n / n - 1, MAX(a))', [0, 0, 4, 0]],
  ['a ^ 2', [1, 4, gap, 16]],
  ['ABS(b - n)', [8, 2, gap, 5]],
  ['FLOOR(a / 2)', [0, 1, gap, 2]],
  ['CEIL(a / 2)', [1, 1, gap, 2]],
  ['LOG10(n * 10)', [2, Math.log10(20), gap, Math.log10(50)]],
  // The logarithm of nothing is no point.
  ['LOG(b)', [Math.log(2), gap, gap, gap]],
  // Of one time series a scalar, of an array a time series.
  ['SUM(a)', 7],
  ['AVG(n)', 17 / 3],
  ['MAX(a) - MIN(a)', 3],
  ['DATAPOINT_COUNT(b)', 2],
  ['SUM([a, b])', [3, 2, gap, 4]],
  ['AVG([a, b])', [1.5, 2, gap, 2]],
  ['MAX([a, b, n])', [10, 2, gap, 5]],
  ['MIN(METRICS("a"))', [1, 2, gap, 4]],
  ['SUM(METRICS())', [13, 4, gap, 9]],
  ['DATAPOINT_COUNT([a, b])', [2, 1, 0, 2]],
  ['METRIC_COUNT(METRICS())', 4],
  ['SUM([a, b] * 2)', [6, 4, gap, 8]],
  ['100 - 100 * b / MAX([a, b])', [0, 100, gap, 100]],
  // From one point to the next that is there.
  ['DIFF(a)', [gap, 1, gap, 2]],
  ['DIFF_TIME(a)', [gap, 60, gap, 120]],
  ['RATE(a * 60)', [gap, 1, gap, 1]],
  ['RUNNING_SUM(a)', [1, 3, gap, 7]],
  ['PERIOD(a)', 60],
  ['TIME_SERIES(7)', [7, 7, 7, 7]],
  ['HOUR(empty)', [18, 18, 19, 19]],
  ['MINUTE(empty)', [58, 59, 0, 1]],
  ['DAY(empty)', [6, 6, 6, 6]],
  ['EPOCH(empty) - EPOCH(empty) + MONTH(empty)', [10, 10, 10, 10]],
  ['FIRST(SORT(METRICS(), SUM, DESC))', [10, 2, gap, 5]],
  ['LAST([a, n])', [10, 2, gap, 5]],
])('%s', (text, expected) => {
  expect(run(text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ['SORT(REMOVE_EMPTY(METRICS()), MAX, ASC)', ['b', 'a', 'n']],
  ['SORT(REMOVE_EMPTY(METRICS()), AVG, DESC, 2)', ['n', 'a']],
  ['SLICE(METRICS(), 1, 3)', ['b', 'n']],
])('%s gives %p', (text, expected) => {
  expect(labels(text)).toEqual(expected);
});

test.each([
  ["SEARCH('{x}', 'Sum')", /function SEARCH/],
  ['ANOMALY_DETECTION_BAND(a, 2)', /function ANOMALY_DETECTION_BAND/],
  ['STDDEV(a)', /function STDDEV/],
  ['SLICE(METRICS(), 1)', /SLICE with one index/],
])('%s is refused by name', (text, name) => {
  expect(() => run(text)).toThrow(name);
});

test.each(['', 'a +', '(a', 'a b', 'IF(a)', '1 @ 2', 'MAD(a)', 'METRICS(a)', 'AVG(a, b)', '[a, b'])(
  '"%s" is no expression',
  (text) => {
    expect(() => run(text)).toThrow(/Error in expression/);
  },
);

test.each([
  '[a] + [b]',
  'IF([a], b)',
  'FIRST(a)',
  'DIFF(1)',
  'FILL(a, b)',
  'SORT(METRICS(), AVG, UP)',
  '[1]',
  'REPEAT + 1',
])('%s does not fit together', (text) => {
  expect(() => run(text)).toThrow();
});
