/**
 * The part of JMESPath (https://jmespath.org/specification.html) that the runbooks use. Anything else is an error,
 * so that a query is never half understood.
 */
export function search(query: string, data: unknown): unknown {
  return new Parser(query).parse()(data);
}

type Query = (value: unknown) => unknown;

const FUNCTIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  merge: (...objects: object[]) => {
    if (objects.some((object) => typeof object !== 'object' || object === null))
      throw new Error('merge() wants objects');
    return Object.assign({}, ...objects);
  },
  sort_by: (list: unknown[], key: Query) => [...list].sort((a, b) => Number(key(a)) - Number(key(b))),
  starts_with: (text: string, prefix: string) => text.startsWith(prefix),
};

const TOKEN = /\s*(\[\]|\[\*\]|\[\?|==|'[^']*'|-?\d+|\w+|[.,:(){}[\]&])/y;

class Parser {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(private readonly query: string) {
    const lexer = new RegExp(TOKEN);
    while (lexer.lastIndex < query.trimEnd().length) {
      const from = lexer.lastIndex;
      const token = lexer.exec(query)?.[1];
      if (token === undefined) throw new Error(`Query ${query}: not understood at "${query.slice(from)}"`);
      this.tokens.push(token);
    }
  }

  parse(): Query {
    const query = this.expression();
    if (this.peek() !== undefined) throw this.unexpected();
    return query;
  }

  private expression(): Query {
    const left = this.steps(this.primary(), false);
    if (!this.accept('==')) return left;
    const right = this.expression();
    return (value) => left(value) === right(value);
  }

  /** What may begin an expression, or follow a dot. */
  private primary(): Query {
    const token = this.next();
    if (token.startsWith("'")) return () => token.slice(1, -1);
    if (token === '[') return this.selectList();
    if (token === '{') return this.selectHash();
    if (token === '&') {
      const key = this.expression();
      return () => key;
    }
    if (!/^[A-Za-z_]\w*$/.test(token)) throw this.unexpected(token);
    return this.accept('(') ? this.call(token) : (value) => member(value, token);
  }

  /** What follows: dots, indexes and projections. A flattening ends the projection on its left. */
  private steps(start: Query, projected: boolean): Query {
    let query = start;
    for (;;) {
      const left = query;
      if (this.accept('.')) {
        const right = this.primary();
        query = (value) => onValue(left(value), right);
      } else if (this.peek() === '[' && /^-?\d+$/.test(this.peek(1) ?? '')) {
        this.next();
        const index = Number(this.next());
        this.expect(']');
        query = (value) => listOf(left(value))?.at(index) ?? null;
      } else if (this.peek() === '[]' && !projected) {
        this.next();
        query = project((value) => listOf(left(value))?.flat(), this.steps(same, true));
      } else if (this.accept('[*]')) {
        query = project(left, this.steps(same, true));
      } else if (this.accept('[?')) {
        const condition = this.expression();
        this.expect(']');
        query = project(
          (value) => listOf(left(value))?.filter((item) => truthy(condition(item))),
          this.steps(same, true),
        );
      } else {
        return query;
      }
    }
  }

  private selectList(): Query {
    const parts: Query[] = [];
    do parts.push(this.expression());
    while (this.accept(','));
    this.expect(']');
    return (value) => (value === null ? null : parts.map((part) => part(value)));
  }

  private selectHash(): Query {
    const parts: [string, Query][] = [];
    do {
      const name = this.next();
      this.expect(':');
      parts.push([name, this.expression()]);
    } while (this.accept(','));
    this.expect('}');
    return (value) => (value === null ? null : Object.fromEntries(parts.map(([name, part]) => [name, part(value)])));
  }

  private call(name: string): Query {
    const run = FUNCTIONS[name];
    if (run === undefined) throw new Error(`Query ${this.query}: function ${name} is not supported`);
    const args: Query[] = [];
    do args.push(this.expression());
    while (this.accept(','));
    this.expect(')');
    return (value) => run(...(args.map((arg) => arg(value)) as never[]));
  }

  private peek(ahead = 0): string | undefined {
    return this.tokens[this.at + ahead];
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error(`Query ${this.query}: ends too early`);
    return token;
  }

  private accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw this.unexpected(found);
  }

  private unexpected(token = this.peek()): Error {
    return new Error(`Query ${this.query}: "${token}" is not supported there`);
  }
}

const same: Query = (value) => value;

const onValue = (value: unknown, query: Query): unknown =>
  value === null || value === undefined ? null : query(value);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ((value as Record<string, unknown>)[name] ?? null)
    : null;

const listOf = (value: unknown): unknown[] | undefined => (Array.isArray(value) ? value : undefined);

const project =
  (list: Query, each: Query): Query =>
  (value) =>
    listOf(list(value))
      ?.map(each)
      .filter((item) => item !== null && item !== undefined) ?? null;

const truthy = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  value !== '' &&
  !(typeof value === 'object' && Object.keys(value).length === 0);
