import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { METRIC_FUNCTIONS, REFUSED_FUNCTIONS } from './metric-functions';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  /** METRICS(), all or those with `filter` in their id. */
  | { readonly kind: 'metrics'; readonly filter: string | undefined }
  /** A word that is an argument: REPEAT, LINEAR, ASC, DESC, and what SORT sorts by. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'text'; readonly text: string };

export type Operator = (typeof LEVELS)[number][number];

/** From the loosest to the tightest. */
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/'], ['^']] as const;

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/^(),<>[\]{}])|("[^"]*"|'[^']*'))/y;

/** Parses a metric math expression. Functions that are not implemented are refused by name. */
export function parseExpression(text: string): Expression {
  return new Parser(tokens(text), text).whole();
}

/** The ids that an expression refers to; of METRICS(), none. */
export function idsIn(expression: Expression): string[] {
  return parts(expression).flatMap((part) => (part.kind === 'id' ? [part.id] : []));
}

/** The filters of an expression's METRICS(). */
export function metricsIn(expression: Expression): (string | undefined)[] {
  return parts(expression).flatMap((part) => (part.kind === 'metrics' ? [part.filter] : []));
}

/** An expression with all that it is made of. */
function parts(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'id':
    case 'metrics':
    case 'word':
    case 'text':
      return [expression];
    case 'negative':
      return [expression, ...parts(expression.of)];
    case 'binary':
      return [expression, ...parts(expression.left), ...parts(expression.right)];
    case 'array':
      return [expression, ...expression.items.flatMap(parts)];
    case 'call':
      return [expression, ...expression.arguments.flatMap(parts)];
    default:
      return expression satisfies never;
  }
}

function tokens(text: string): string[] {
  const found: string[] = [];
  const token = new RegExp(TOKEN);
  while (text.slice(token.lastIndex).trim() !== '') {
    const match = token.exec(text);
    if (match === null) throw invalid(text, 'Unsupported operand or character');
    found.push((match[1] ?? match[2] ?? match[3] ?? match[4]) as string);
  }
  return found;
}

const invalid = (text: string, why: string): ServiceError =>
  new ServiceError('ValidationError', `Error in expression '${text}': ${why}`);

class Parser {
  private next = 0;

  constructor(
    private readonly all: readonly string[],
    private readonly text: string,
  ) {}

  whole(): Expression {
    const expression = this.level(0);
    if (this.next < this.all.length) throw this.unexpected();
    return expression;
  }

  private level(depth: number): Expression {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.unary();
    let left = this.level(depth + 1);
    for (;;) {
      const operator = operatorOf(this.peek(), operators);
      if (operator === undefined) return left;
      this.next += 1;
      left = { kind: 'binary', operator, left, right: this.level(depth + 1) };
    }
  }

  private unary(): Expression {
    if (this.peek() !== '-') return this.primary();
    this.next += 1;
    return { kind: 'negative', of: this.unary() };
  }

  private primary(): Expression {
    const token = this.peek();
    if (token === undefined) throw this.unexpected();
    this.next += 1;
    if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
    if (token === '(') {
      const inner = this.level(0);
      this.expect(')');
      return inner;
    }
    if (/^["']/.test(token)) return { kind: 'text', text: token.slice(1, -1) };
    if (/^[A-Za-z_]/.test(token)) return this.peek() === '(' ? this.call(token) : idOf(token);
    if (token === '[') return { kind: 'array', items: this.list(']') };
    this.next -= 1;
    throw this.unexpected();
  }

  private call(name: string): Expression {
    if (REFUSED_FUNCTIONS.includes(name)) throw new NotEmulatedError(`the metric math function ${name}`);
    this.expect('(');
    const given = this.list(')');
    if (name === 'METRICS') {
      const [filter] = given;
      if (given.length > 1 || (filter !== undefined && filter.kind !== 'text')) throw this.wrongArguments(name);
      return { kind: 'metrics', filter: filter?.text };
    }
    const known = METRIC_FUNCTIONS[name]?.arguments;
    if (known === undefined) throw invalid(this.text, `Unknown function ${name}`);
    if (given.length < known.least || given.length > known.most) throw this.wrongArguments(name);
    return { kind: 'call', name, arguments: given };
  }

  /** Expressions between commas, up to `end`. */
  private list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.peek() !== end) items.push(this.level(0));
    while (this.peek() === ',') {
      this.next += 1;
      items.push(this.level(0));
    }
    this.expect(end);
    return items;
  }

  private wrongArguments(name: string): ServiceError {
    return invalid(this.text, `Wrong number or kind of arguments for ${name}`);
  }

  private peek(): string | undefined {
    const token = this.all[this.next];
    if (token === 'AND') return '&&';
    return token === 'OR' ? '||' : token;
  }

  private expect(token: string): void {
    if (this.peek() !== token) throw this.unexpected();
    this.next += 1;
  }

  private unexpected(): ServiceError {
    return invalid(this.text, `Unexpected ${this.peek() ?? 'end'}`);
  }
}

function operatorOf(token: string | undefined, operators: readonly Operator[]): Operator | undefined {
  return operators.find((operator) => operator === token);
}

const WORDS: readonly string[] = ['REPEAT', 'LINEAR', 'ASC', 'DESC', 'AVG', 'MAX', 'MIN', 'SUM'];

/** Ids begin with a small letter; whatever else is a name stands for something that is not implemented. */
function idOf(token: string): Expression {
  if (/^[a-z]/.test(token)) return { kind: 'id', id: token };
  if (WORDS.includes(token)) return { kind: 'word', word: token };
  throw new NotEmulatedError(`${token} in metric math`);
}
