import { ServiceError } from '../../kernel/errors';
import type { Expression, Operator } from './expression-parser';

/** One value for each period, undefined where there is no point. A number stands for itself in every period. */
export type Value = number | readonly (number | undefined)[];

/**
 * Evaluates metric math over aligned periods, oldest first, with CloudWatch's habits: between two time series a value
 * missing on one side counts as 0; a division by zero drops the point; IF drops it when its condition is missing.
 */
export function evaluate(expression: Expression, variables: ReadonlyMap<string, Value>): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'id': {
      const value = variables.get(expression.id);
      if (value === undefined) throw new ServiceError('ValidationError', `No query has the id ${expression.id}`);
      return value;
    }
    case 'negative':
      return map([evaluate(expression.of, variables)], ([value]) => (value === undefined ? undefined : -value));
    case 'binary':
      return binary(expression.operator, evaluate(expression.left, variables), evaluate(expression.right, variables));
    case 'if':
      return choose(
        evaluate(expression.condition, variables),
        evaluate(expression.chosen, variables),
        expression.otherwise === undefined ? undefined : evaluate(expression.otherwise, variables),
      );
    case 'fill':
      return fill(evaluate(expression.of, variables), expression.by);
    default: {
      const never: never = expression;
      return never;
    }
  }
}

function binary(operator: Operator, left: Value, right: Value): Value {
  const twoSeries = typeof left !== 'number' && typeof right !== 'number';
  return map([left, right], ([a, b]) => {
    if (a === undefined && b === undefined) return undefined;
    // A number beside a gap makes no point: it would make one in every period there is.
    if (!twoSeries && (a === undefined || b === undefined)) return undefined;
    return calculate(operator, a ?? 0, b ?? 0);
  });
}

function calculate(operator: Operator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '&&':
      return Number(a !== 0 && b !== 0);
    case '||':
      return Number(a !== 0 || b !== 0);
    case '^':
      throw new Error('refused by the parser');
    default: {
      const never: never = operator;
      return never;
    }
  }
}

function choose(condition: Value, chosenValue: Value, otherwise: Value | undefined): Value {
  return map([condition, chosenValue, otherwise ?? Number.NaN], ([chosen, a, b]) => {
    if (chosen === undefined) return undefined;
    if (chosen !== 0) return a;
    return otherwise === undefined ? undefined : b;
  });
}

function fill(value: Value, by: number | 'REPEAT'): Value {
  if (typeof value === 'number') return value;
  let last: number | undefined;
  return value.map((point) => {
    last = point ?? (by === 'REPEAT' ? last : by);
    return last;
  });
}

/** Period by period; a number when all are numbers. */
function map(values: readonly Value[], combine: (at: (number | undefined)[]) => number | undefined): Value {
  const series = values.find((value) => typeof value !== 'number');
  if (series === undefined || typeof series === 'number') {
    const result = combine([...(values as readonly number[])]);
    return result === undefined ? [] : result;
  }
  return series.map((_, index) => combine(values.map((value) => (typeof value === 'number' ? value : value[index]))));
}
