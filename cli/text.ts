/** Text that fits on a telephone: nothing here is wider than it has to be. */

export const iso = (epochMilliseconds: number): string => new Date(epochMilliseconds).toISOString();

/** `2026-03-14 09:26:53Z`; what is no time stays as it is. */
export function clock(time: string | number): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? String(time) : `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** `45 s`, `4 min`, `3 h`, `2 d`: the largest unit of which there are two at least, so that little is rounded away. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Begins a command that can be pasted. */
const COMMAND = 'npm run --silent heal --';

/** A command as it can be pasted. */
export const pasteable = (environment: string, words: string): string =>
  `${COMMAND} ${words}${environment === 'dev' ? '' : ` --env ${environment}`}`;

/** Breaks lines between words. A command, on a line of its own, and words such as ARNs stay whole to be copied. */
export const wrap = (text: string, width: number): string[] =>
  text.split('\n').flatMap((line) => (line.startsWith(COMMAND) ? [line] : wrapLine(line, width)));

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Wrapped below an indentation that the first line has too. */
export const indented = (text: string, indent: number, columns: number): string =>
  wrap(text, columns - indent)
    .map((line) => `${' '.repeat(indent)}${line}`)
    .join('\n');

/** Labels in one column, their texts in another, wrapped there. What has no text is left out. */
export function fields(
  pairs: readonly (readonly [label: string, text: string | undefined])[],
  columns: number,
): string {
  const present = pairs.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [{ label, text }]));
  const width = Math.max(0, ...present.map(({ label }) => label.length)) + 2;
  return present
    .map(({ label, text }) => `${label.padEnd(width)}${indented(text, width, columns).trimStart()}`)
    .join('\n');
}

/** Columns as wide as their widest cell, the last one open. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))))
    .map((row) => row.join('  '))
    .join('\n');
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
