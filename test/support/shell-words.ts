export interface Word {
  readonly text: string;
  /** True for `|` and `>` outside of quotes. */
  readonly operator: boolean;
}

type Variables = ReadonlyMap<string, string>;

/**
 * Splits a command line into words as a POSIX shell does: quotes, backslashes in double quotes, `$NAME`, and
 * `${NAME%/*}` with any number of `/*`. All else that has a meaning to a shell is an error.
 */
export function splitWords(source: string, variables: Variables): Word[] {
  const words: Word[] = [];
  let rest = source.trim();
  while (rest !== '') {
    const operator = /^[|>](?=\s)/.exec(rest)?.[0];
    if (operator !== undefined) {
      words.push({ text: operator, operator: true });
      rest = rest.slice(1).trimStart();
      continue;
    }
    const [text, length] = word(rest, variables);
    words.push({ text, operator: false });
    rest = rest.slice(length).trimStart();
  }
  return words;
}

/** The value of one word, which must be all there is. */
export function expand(source: string, variables: Variables): string {
  if (source === '') return '';
  const [first, ...more] = splitWords(source, variables);
  if (first === undefined || first.operator || more.length > 0) throw new Error(`"${source}" is not one word`);
  return first.text;
}

const SINGLE_QUOTED = /^'([^']*)'/;
const DOUBLE_QUOTED = /^"((?:[^"\\]|\\.)*)"/s;
const PLAIN = /^[^\s'"$\\|>;&<()`*?~!#]+/;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)((?:%(?:\/\*)+)?)\})/;

function word(source: string, variables: Variables): [text: string, length: number] {
  let text = '';
  let at = 0;
  while (at < source.length && !/\s/.test(source.charAt(at))) {
    const rest = source.slice(at);
    const single = SINGLE_QUOTED.exec(rest);
    const double = DOUBLE_QUOTED.exec(rest);
    const variable = new RegExp(`^(?:${VARIABLE.source})`).exec(rest);
    const plain = PLAIN.exec(rest);
    if (single) text += single[1];
    else if (double) text += doubleQuoted(double[1] ?? '', variables);
    else if (variable) text += unquoted(variable, variables);
    else if (plain) text += plain[0];
    else throw new Error(`"${rest}" is not supported`);
    at += (single ?? double ?? variable ?? plain)?.[0].length ?? 0;
  }
  return [text, at];
}

function doubleQuoted(inside: string, variables: Variables): string {
  return inside.replace(
    new RegExp(`\\\\([\\\\"$\`])|${VARIABLE.source}|([$\`])`, 'g'),
    (whole, escaped, name, braced, suffix, stray) => {
      if (stray !== undefined) throw new Error(`"${stray}" in double quotes is not supported`);
      return escaped ?? lookUp([whole, name, braced, suffix], variables);
    },
  );
}

/** Without quotes, a shell would split what it finds. */
function unquoted(match: readonly (string | undefined)[], variables: Variables): string {
  const value = lookUp(match, variables);
  if (/[\s*?[]/.test(value)) throw new Error(`${match[0]} needs double quotes`);
  return value;
}

function lookUp([, name, braced, suffix = '']: readonly (string | undefined)[], variables: Variables): string {
  const value = variables.get(name ?? braced ?? '');
  if (value === undefined) throw new Error(`$${name ?? braced} is not set`);
  const segments = suffix.split('/*').length - 1;
  return segments === 0 ? value : value.split('/').slice(0, -segments).join('/');
}
