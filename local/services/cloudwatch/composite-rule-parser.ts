import { ServiceError } from '../../kernel/errors';
import type { AlarmState } from './alarm-decision';
import { type AtLeast, alarmsIn, type CompositeRule } from './composite-rule';

const MOST_ALARMS = 100;
/** Alarms, TRUE, FALSE and brackets. */
const MOST_ELEMENTS = 500;

interface Token {
  readonly text: string;
  /** Index in the rule. */
  readonly at: number;
}

const STATES: Readonly<Record<string, AlarmState>> = {
  ALARM: 'ALARM',
  OK: 'OK',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};

/**
 * Parses an AlarmRule. NOT binds tightest, then AND, then OR: AWS does not say, and this is what everybody expects.
 * Errors are ValidationErrors in the words that AWS's have in public reports.
 */
export function parseCompositeRule(text: string): CompositeRule {
  if (text === '' || text.trim() !== text) {
    throw invalid('AlarmRule must not contain leading or trailing whitespace or be null');
  }
  const parser = new Parser(text);
  const rule = parser.whole();
  const alarms = alarmsIn(rule).length;
  if (alarms > MOST_ALARMS) throw invalid(`AlarmRule must not have more than ${MOST_ALARMS} alarms: it has ${alarms}`);
  if (parser.elements > MOST_ELEMENTS) {
    throw invalid(`AlarmRule must not have more than ${MOST_ELEMENTS} elements: it has ${parser.elements}`);
  }
  return rule;
}

class Parser {
  private next = 0;
  elements = 0;

  constructor(private readonly text: string) {}

  whole(): CompositeRule {
    const rule = this.any();
    const rest = this.peek();
    if (rest !== undefined) throw unsupported(rest);
    return rule;
  }

  private any(): CompositeRule {
    return this.joined('or', 'OR', () => this.joined('and', 'AND', () => this.one()));
  }

  private joined(kind: 'and' | 'or', word: string, part: () => CompositeRule): CompositeRule {
    const first = part();
    const parts = [first];
    while (this.take(word)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  private one(): CompositeRule {
    const token = this.peek();
    if (token === undefined) throw this.end();
    this.next = token.at + token.text.length;
    if (token.text === 'NOT') return { kind: 'not', of: this.one() };
    this.elements += 1;
    if (token.text === '(') {
      const inner = this.any();
      this.expect(')');
      return inner;
    }
    if (/^(TRUE|FALSE)$/i.test(token.text)) return { kind: 'constant', value: token.text.toUpperCase() === 'TRUE' };
    if (token.text === 'AT_LEAST') return this.atLeast();
    const state = STATES[token.text];
    if (state === undefined) throw unsupported(token);
    this.expect('(');
    const alarm = this.alarm(/[^)]+/y);
    this.expect(')');
    return { kind: 'in-state', state, alarm };
  }

  /** AT_LEAST(2, NOT OK, (a, b, c)) or AT_LEAST(50%, ALARM, (a, b)), as AWS has it since November 2025. */
  private atLeast(): AtLeast {
    this.expect('(');
    const amount = /\s*(\d+)(%?)/y;
    amount.lastIndex = this.next;
    const [all, digits, percent] = amount.exec(this.text) ?? [];
    if (all === undefined || digits === undefined) throw this.refusal();
    this.next += all.length;
    this.expect(',');
    const negated = this.take('NOT');
    const token = this.peek();
    const state = STATES[token?.text ?? ''];
    if (token === undefined || state === undefined) throw this.refusal();
    this.next = token.at + token.text.length;
    this.expect(',');
    this.expect('(');
    const alarms = [this.alarm(/[^,)]+/y)];
    while (this.take(',')) alarms.push(this.alarm(/[^,)]+/y));
    this.elements += alarms.length;
    this.expect(')');
    this.expect(')');
    const number = Number(digits);
    if (number < 1 || number > (percent === '%' ? 100 : alarms.length)) {
      throw invalid(`Error in AlarmRule [AT_LEAST ${digits}${percent} of ${alarms.length} alarms]`);
    }
    return {
      kind: 'at-least',
      least: percent === '%' ? { percent: number } : { count: number },
      state,
      negated,
      alarms,
    };
  }

  /** A name or ARN, bare (as `bare` has it) or in double quotes. */
  private alarm(bare: RegExp): string {
    const quoted = /\s*"([^"]+)"/y;
    quoted.lastIndex = this.next;
    const inQuotes = quoted.exec(this.text);
    if (inQuotes !== null) {
      this.next = quoted.lastIndex;
      return inQuotes[1] as string;
    }
    bare.lastIndex = this.next;
    const name = bare.exec(this.text)?.[0].trim() ?? '';
    if (name === '' || name.includes('"')) throw this.refusal();
    this.next = bare.lastIndex;
    return name;
  }

  private peek(): Token | undefined {
    const pattern = /\s*([A-Za-z_]+|[^\s])/y;
    pattern.lastIndex = this.next;
    const text = pattern.exec(this.text)?.[1];
    return text === undefined ? undefined : { text, at: pattern.lastIndex - text.length };
  }

  private take(text: string): boolean {
    const token = this.peek();
    if (token?.text !== text) return false;
    this.next = token.at + text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.refusal();
  }

  private refusal(): ServiceError {
    const token = this.peek();
    return token === undefined ? this.end() : unsupported(token);
  }

  private end(): ServiceError {
    return invalid(`Error in AlarmRule [Unexpected end at char ${this.text.length}]`);
  }
}

const unsupported = ({ text, at }: Token): ServiceError =>
  invalid(`Error in AlarmRule [Unsupported token '${text}' at char ${at}]`);
const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
