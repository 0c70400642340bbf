import { ServiceError } from '../../kernel/errors';

export type TokenKind = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'literal' | 'end';

interface Token {
  readonly kind: TokenKind;
  /** Of a name, string (without its quotes and escapes), number (as written) or literal. */
  readonly text: string;
  /** How far EventBridge's parser has read when it hands the token out: of a string no more than the opening quote. */
  readonly reach: number;
  /** Behind the token. */
  readonly end: number;
}

const VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/** How much of a pattern its errors show. */
const SHOWN = 500;

/** Reads the JSON of an event pattern token by token, and tells where it stood when something was wrong, as EventBridge does. */
export class PatternReader {
  private readonly open: Array<{ readonly kind: '{' | '['; readonly at: number; entries: number }> = [];
  private position = 0;
  private token: Token = { kind: 'end', text: '', reach: 0, end: 0 };
  private ahead: Token | undefined;

  constructor(private readonly source: string) {}

  next(): TokenKind {
    const value = this.ahead;
    this.ahead = undefined;
    this.take(value ?? this.scan());
    if (this.token.kind !== 'name') return this.token.kind;
    // Behind a name the parser looks for the value at once.
    this.ahead = this.scanValue();
    this.position = this.ahead.reach;
    return 'name';
  }

  /** Of the token that was read last. */
  text(): string {
    if (this.ahead === undefined) this.position = this.token.end;
    return this.token.text;
  }

  /** The text of the value behind the name that was just read, and all that follows. */
  rest(): string {
    return this.source.slice(this.token.end);
  }

  /** @throws InvalidEventPatternException that tells where the reader stands */
  fail(why: string): never {
    throw invalidPattern(why + this.location(this.position));
  }

  location(position: number): string {
    const before = this.source.slice(0, position);
    const line = before.split('\n').length;
    const column = position - (before.lastIndexOf('\n') + 1) + 1;
    const more = this.source.length - SHOWN;
    const shown = more > 0 ? `${this.source.slice(0, SHOWN)}"[truncated ${more} chars]` : `${this.source}"`;
    return `\n at [Source: (String)"${shown}; line: ${line}, column: ${column}]`;
  }

  private take(token: Token): void {
    this.token = token;
    this.position = token.reach;
    if (token.kind === '{' || token.kind === '[') this.open.push({ kind: token.kind, at: token.reach - 1, entries: 0 });
    if (token.kind === '}' || token.kind === ']') this.open.pop();
  }

  /** What comes next, whatever it is: a value, the name of a field, or an end. */
  private scan(): Token {
    this.position = Math.max(this.position, this.token.end);
    const inside = this.open.at(-1);
    if (inside === undefined) return this.peek() === '' ? this.mark('end') : this.scanValue();
    const closing = inside.kind === '{' ? '}' : ']';
    if (this.peek() === closing) return this.mark(closing);
    if (inside.entries > 0) {
      this.expect(',', `was expecting comma to separate ${inside.kind === '{' ? 'Object' : 'Array'} entries`);
    }
    inside.entries += 1;
    if (inside.kind === '[') return this.scanValue();
    if (this.peek() !== '"') this.unexpected('was expecting double-quote to start field name');
    const name = this.scanString('name');
    this.position = name.end;
    this.expect(':', 'was expecting a colon to separate field name and value');
    return { ...name, reach: this.position, end: this.position };
  }

  private scanValue(): Token {
    const first = this.peek();
    if (first === '"') return this.scanString('string');
    if (first === '{' || first === '[') return this.mark(first);
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(this.source.slice(this.position))?.[0];
    if (number !== undefined) return this.word('number', number);
    const word = /^[\p{ID_Continue}$]+/u.exec(this.source.slice(this.position))?.[0];
    if (word === 'true' || word === 'false' || word === 'null') return this.word('literal', word);
    if (word === undefined) this.unexpected(`expected a valid value ${VALUE}`);
    this.position += (word as string).length;
    return this.fail(`Unrecognized token '${word}': was expecting ${VALUE}`);
  }

  private scanString(kind: 'name' | 'string'): Token {
    const start = this.position;
    const whole = /^"(?:[^"\\]|\\[\s\S])*"/.exec(this.source.slice(start))?.[0];
    if (whole === undefined) {
      this.position = this.source.length;
      return this.fail(
        `Unexpected end-of-input${kind === 'name' ? ' in field name' : ': was expecting closing quote for a string value'}`,
      );
    }
    try {
      return { kind, text: JSON.parse(whole), reach: start + 1, end: start + whole.length };
    } catch {
      this.position = start + whole.length;
      return this.fail('Illegal unquoted character or escape in a string value');
    }
  }

  private word(kind: 'number' | 'literal', text: string): Token {
    const end = this.position + text.length;
    return { kind, text, reach: end, end };
  }

  private mark(kind: '{' | '}' | '[' | ']' | 'end'): Token {
    const end = this.position + (kind === 'end' ? 0 : 1);
    return { kind, text: kind, reach: end, end };
  }

  /** The next character that is no white space; '' at the end, which is no end inside something. */
  private peek(): string {
    while (/\s/.test(this.source[this.position] ?? '')) this.position += 1;
    const inside = this.open.at(-1);
    if (this.position >= this.source.length && inside !== undefined) {
      const what = inside.kind === '{' ? 'Object' : 'Array';
      const start = this.location(inside.at).slice('\n at '.length);
      this.fail(`Unexpected end-of-input: expected close marker for ${what} (start marker at ${start})`);
    }
    return this.source[this.position] ?? '';
  }

  private expect(character: string, otherwise: string): void {
    if (this.peek() !== character) this.unexpected(otherwise);
    this.position += 1;
  }

  private unexpected(expected: string): never {
    const character = this.peek();
    this.fail(`Unexpected character ('${character}' (code ${character.charCodeAt(0)})): ${expected}`);
  }
}

export const invalidPattern = (why: string): ServiceError =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`);
