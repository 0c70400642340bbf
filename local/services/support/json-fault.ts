/** What is wrong with a text that should be JSON, and where, in the words of the parser that AWS uses (Jackson). */
export interface JsonFault {
  readonly message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string;
  /** The same, from parsers that do not show the text. */
  readonly hidden: string;
}

const LITERALS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const MOST_SOURCE_CHARACTERS = 500;

/** @param place for example `line: 1, column: 4` */
export const hiddenSource = (place: string): string =>
  `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); ${place}]`;

export const controlCharacter = (code: number): string =>
  `Unexpected character ((CTRL-CHAR, code ${code})): expected a valid value ${LITERALS}`;

/** Undefined for text that is JSON. Recorded: the first three messages; the others are Jackson's own. */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const scan = new Scan(text);
    try {
      scan.document();
      return scan.fault('Invalid JSON');
    } catch (fault) {
      return fault as JsonFault;
    }
  }
}

/** The value, or an Error in Jackson's words. */
export function parseJson(text: string): unknown {
  const fault = jsonFault(text);
  if (fault !== undefined) throw new Error(fault.message);
  return JSON.parse(text);
}

class Scan {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.value();
    this.blanks();
    if (this.at < this.text.length) this.value();
  }

  fault(message: string): JsonFault {
    const before = this.text.slice(0, this.at).split('\n');
    const column = (before.at(-1) ?? '').length + 1;
    const shown = this.text.slice(0, MOST_SOURCE_CHARACTERS);
    const place = `line: ${before.length}, column: ${column}`;
    return { message, location: `[Source: (String)"${shown}"; ${place}]`, hidden: hiddenSource(place) };
  }

  private value(): void {
    this.blanks();
    const next = this.text[this.at];
    if (next === undefined) throw this.fault('Unexpected end-of-input');
    if (next === '{') this.object();
    else if (next === '[') this.array();
    else if (next === '"') this.string();
    else if (/[-\d]/.test(next)) this.number();
    else this.word();
  }

  private object(): void {
    this.at += 1;
    this.blanks();
    if (this.skip('}')) return;
    for (;;) {
      this.blanks();
      if (this.text[this.at] !== '"') throw this.unexpected('was expecting double-quote to start field name');
      this.string();
      this.blanks();
      if (!this.skip(':')) throw this.unexpected('was expecting a colon to separate field name and value');
      this.value();
      this.blanks();
      if (this.skip('}')) return;
      if (!this.skip(',')) throw this.unexpected('was expecting comma to separate Object entries');
    }
  }

  private array(): void {
    this.at += 1;
    this.blanks();
    if (this.skip(']')) return;
    for (;;) {
      this.value();
      this.blanks();
      if (this.skip(']')) return;
      if (!this.skip(',')) throw this.unexpected('was expecting comma to separate Array entries');
    }
  }

  private string(): void {
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) {
      const next = this.text[this.at];
      if (next === undefined)
        throw this.fault('Unexpected end-of-input: was expecting closing quote for a string value');
      if (next < ' ')
        throw this.fault(
          `Illegal unquoted character ((CTRL-CHAR, code ${next.charCodeAt(0)})): has to be escaped using backslash to be included in string value`,
        );
      if (next === '\\') this.at += 1;
    }
    this.at += 1;
  }

  private number(): void {
    const [number = ''] = /^-?\d*(?:\.\d*)?(?:[eE][+-]?\d*)?/.exec(this.text.slice(this.at)) ?? [];
    this.at += number.length;
    if (/^-?0\d/.test(number)) throw this.fault('Invalid numeric value: Leading zeroes not allowed');
  }

  private word(): void {
    const [word = ''] = /^[\w$]+/.exec(this.text.slice(this.at)) ?? [];
    if (word === '') throw this.unexpected(`expected a valid value ${LITERALS}`);
    this.at += word.length;
    if (!['true', 'false', 'null'].includes(word))
      throw this.fault(`Unrecognized token '${word}': was expecting ${LITERALS}`);
  }

  private unexpected(expected: string): JsonFault {
    const next = this.text[this.at];
    if (next === undefined) return this.fault('Unexpected end-of-input');
    return this.fault(`Unexpected character ('${next}' (code ${next.charCodeAt(0)})): ${expected}`);
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}
