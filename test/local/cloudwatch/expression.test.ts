import { evaluate, type Value } from '../../../local/services/cloudwatch/evaluate-expression';
import { parseExpression } from '../../../local/services/cloudwatch/expression-parser';

const gap = undefined;
const variables = new Map<string, Value>([
  ['a', [1, 2, gap, 4]],
  ['b', [2, gap, gap, 0]],
  ['n', [10, 2, gap, 5]],
]);
const run = (text: string): Value => evaluate(parseExpression(text), variables);

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
])('%s', (text, expected) => {
  expect(run(text)).toEqual(expected);
});

test.each([
  ['MAX([a, b])', /arrays|MAX/],
  ["SEARCH('{x}', 'Sum')", /SEARCH/],
  ['a ^ 2', /\^/],
  ['FILL(a, LINEAR)', /LINEAR/],
])('%s is refused by name', (text, name) => {
  expect(() => run(text)).toThrow(name);
});

test.each(['', 'a +', '(a', 'a b', 'IF(a)', '1 @ 2'])('"%s" is no expression', (text) => {
  expect(() => run(text)).toThrow(/Error in expression/);
});
