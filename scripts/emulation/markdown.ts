/** Names as code, one after the other. */
export const names = (list: Iterable<string>): string => [...list].map((name) => `\`${name}\``).join(', ');

/** A table whose rows are in the order given. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

export const section = (title: string, ...paragraphs: readonly string[]): string =>
  [`## ${title}`, ...paragraphs].join('\n\n');
