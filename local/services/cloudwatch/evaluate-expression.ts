import { ServiceError } from '../../kernel/errors';
import type { Expression, Operator } from './expression-parser';
import { type Argument, METRIC_FUNCTIONS, type Periods } from './metric-functions';
import { combine, isArray, type NamedSeries, type Series, type Value } from './metric-value';

/** What an expression is evaluated in. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Value>;
  /** The metrics of the request, for METRICS(): all, or those with `filter` in their id. */
  metrics(filter: string | undefined): readonly NamedSeries[];
  readonly periods: Periods;
}

/**
 * Evaluates metric math over aligned periods, oldest first, with CloudWatch's habits: between two time series a value
 * missing on one side counts as 0; a division by zero drops the point; IF drops it when its condition is missing.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'id': {
      const value = scope.variables.get(expression.id);
      if (value === undefined) throw invalid(`No query has the id ${expression.id}`);
      return value;
    }
    case 'negative':
      return mapped(evaluate(expression.of, scope), (value) =>
        combine([value], ([at]) => (at === undefined ? undefined : -at)),
      );
    case 'binary':
      return binary(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case 'array':
      return { members: expression.items.flatMap((item) => asMembers(item, evaluate(item, scope))) };
    case 'metrics':
      return { members: scope.metrics(expression.filter) };
    case 'call': {
      const given = expression.arguments.map((argument) => argumentOf(argument, scope));
      const value = METRIC_FUNCTIONS[expression.name]?.apply(given, scope.periods);
      if (value === undefined) throw invalid(`Unsupported operand type(s) for ${expression.name}`);
      return value;
    }
    case 'word':
    case 'text':
      throw invalid(`Unexpected ${expression.kind === 'word' ? expression.word : expression.text} in expression`);
    default:
      return expression satisfies never;
  }
}

function argumentOf(expression: Expression, scope: Scope): Argument {
  return expression.kind === 'word' || expression.kind === 'text' ? expression : { value: evaluate(expression, scope) };
}

function asMembers(item: Expression, value: Value): readonly NamedSeries[] {
  if (isArray(value)) return value.members;
  if (typeof value === 'number') throw invalid('An array holds time series, not scalars');
  return [{ label: item.kind === 'id' ? item.id : 'expression', points: value }];
}

function binary(operator: Operator, left: Value, right: Value): Value {
  if (isArray(left) && isArray(right)) throw invalid(`Unsupported operand type(s) for ${operator}: two arrays`);
  if (isArray(right)) return mapped(right, (each) => pairwise(operator, left as number | Series, each));
  return mapped(left, (each) => pairwise(operator, each, right));
}

function pairwise(operator: Operator, left: number | Series, right: number | Series): number | Series {
  const twoSeries = typeof left !== 'number' && typeof right !== 'number';
  return combine([left, right], ([a, b]) => {
    if (a === undefined && b === undefined) return undefined;
    // A number beside a gap makes no point: it would make one in every period there is.
    if (!twoSeries && (a === undefined || b === undefined)) return undefined;
    return calculate(operator, a ?? 0, b ?? 0);
  });
}

/** Of a scalar or a time series, or of each of an array. */
function mapped(value: Value, change: (value: number | Series) => number | Series): Value {
  if (!isArray(value)) return change(value);
  return { members: value.members.map(({ label, points }) => ({ label, points: change(points) as Series })) };
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
    case '^':
      return a ** b;
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
    default:
      return operator satisfies never;
  }
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
