/**
 * The wildcard operator: `*` stands for any characters, `\*` and `\\` for themselves.
 * @param complain gets what is wrong with the text, and throws
 */
export function wildcard(text: string, complain: (why: string) => never): (value: unknown) => boolean {
  const pieces = piecesOf(text, complain);
  if (mostAtOnce(pieces) >= TOO_MANY_AT_ONCE) throw new TooComplexError();
  const source = pieces.map((piece) => (piece === '*' ? '[\\s\\S]*' : literal(piece.slice(1)))).join('');
  const whole = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && whole.test(value);
}

/** EventBridge refuses such a pattern as a whole, and does not say where it found it. */
export class TooComplexError extends Error {}

/** `*`, or `=` and a character. Positions in complaints count the quote that stands before the text. */
function piecesOf(text: string, complain: (why: string) => never): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    const next = text[at + 1];
    if (character === '*') {
      if (next === '*') complain(`Consecutive wildcard characters at pos ${at + 1}`);
      pieces.push('*');
    } else if (character !== '\\') {
      pieces.push(`=${character}`);
    } else if (next === '*' || next === '\\') {
      pieces.push(`=${next}`);
      at += 1;
    } else complain(`Invalid escape character at pos ${at + 1}`);
  }
  return pieces;
}

const literal = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');

/**
 * How many beginnings of a wildcard one value may match at once before EventBridge calls the rule too complex. AWS
 * publishes no figure; recorded: a value of 11 is refused, one of 7 taken.
 */
const TOO_MANY_AT_ONCE = 10;
/** Sets of beginnings that are looked at: a guard for texts of very many stars, which are refused long before. */
const MOST_SETS = 20_000;

/** The most beginnings of the wildcard, all with a star in them, that some value matches at the same time. */
function mostAtOnce(pieces: readonly string[]): number {
  const firstStar = pieces.indexOf('*');
  if (firstStar < 0) return 0;
  const alphabet = new Set(pieces.filter((piece) => piece !== '*'));
  const reached = (positions: readonly number[]): number[] => {
    const all = new Set(positions);
    for (const position of all) if (pieces[position] === '*') all.add(position + 1);
    return [...all].sort((a, b) => a - b);
  };
  const start = reached([0]);
  const seen = new Set([start.join()]);
  const waiting = [start];
  let most = 0;
  for (let set = waiting.pop(); set !== undefined && seen.size < MOST_SETS; set = waiting.pop()) {
    most = Math.max(most, set.filter((position) => position > firstStar).length);
    if (most >= TOO_MANY_AT_ONCE) return most;
    for (const character of alphabet) {
      const next = reached(
        set.flatMap((position) => {
          if (pieces[position] === '*') return [position];
          return pieces[position] === character ? [position + 1] : [];
        }),
      );
      if (next.length === 0 || seen.has(next.join())) continue;
      seen.add(next.join());
      waiting.push(next);
    }
  }
  return most;
}
