import { NotEmulatedError, ServiceError } from '../../kernel/errors';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly chosen: Expression;
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'fill'; readonly of: Expression; readonly by: number | 'REPEAT' };

export type Operator = (typeof LEVELS)[number][number];

/** From the loosest to the tightest. */
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/'], ['^']] as const;

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/^(),<>[\]{}"']))/y;

/** Parses a metric math expression. Functions other than IF and FILL are refused by name. */
export function parseExpression(text: string): Expression {
  return new Parser(tokens(text), text).whole();
}

/** The ids that an expression refers to. */
export function idsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'id':
      return [expression.id];
    case 'negative':
    case 'fill':
      return idsIn(expression.of);
    case 'binary':
      return [...idsIn(expression.left), ...idsIn(expression.right)];
    case 'if':
      return [
        expression.condition,
        expression.chosen,
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ].flatMap(idsIn);
    default: {
      const never: never = expression;
      return never;
    }
  }
}

function tokens(text: string): string[] {
  const found: string[] = [];
  const token = new RegExp(TOKEN);
  while (text.slice(token.lastIndex).trim() !== '') {
    const match = token.exec(text);
    if (match === null) throw invalid(text, 'Unsupported operand or character');
    found.push((match[1] ?? match[2] ?? match[3]) as string);
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
      if (operator === '^') throw new NotEmulatedError('the operator ^ of metric math');
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
    if (/^[A-Za-z_]/.test(token)) return this.peek() === '(' ? this.call(token) : idOf(token);
    if (token === '[' || token === '{') throw new NotEmulatedError('arrays in metric math');
    this.next -= 1;
    throw this.unexpected();
  }

  private call(name: string): Expression {
    if (name !== 'IF' && name !== 'FILL') throw new NotEmulatedError(`the metric math function ${name}`);
    this.expect('(');
    const given = [this.level(0)];
    while (this.peek() === ',') {
      this.next += 1;
      given.push(this.level(0));
    }
    this.expect(')');
    const [first, second, third] = given;
    if (first === undefined || second === undefined || given.length > (name === 'IF' ? 3 : 2)) {
      throw invalid(this.text, `Wrong number of arguments for ${name}`);
    }
    if (name === 'IF') return { kind: 'if', condition: first, chosen: second, otherwise: third };
    if (second.kind === 'number') return { kind: 'fill', of: first, by: second.value };
    if (second.kind === 'id' && second.id === 'REPEAT') return { kind: 'fill', of: first, by: 'REPEAT' };
    throw new NotEmulatedError('FILL by anything but a number or REPEAT');
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

/** Ids begin with a small letter; whatever else is a name stands for something that is not implemented. */
function idOf(token: string): Expression {
  if (/^[a-z]/.test(token) || token === 'REPEAT') return { kind: 'id', id: token };
  throw new NotEmulatedError(`${token} in metric math`);
}
