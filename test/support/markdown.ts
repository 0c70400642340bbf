/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The headings above it, from the page's title down. */
  readonly headings: readonly string[];
  /** Line of the page at which its first line stands, from 1. */
  readonly line: number;
}

export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let headings: string[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (fence !== null) {
      if (open === undefined) open = { language: fence[1] ?? '', line: index + 2, lines: [] };
      else {
        blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n'), headings });
        open = undefined;
      }
    } else if (open !== undefined) {
      open.lines.push(line);
    } else {
      const heading = /^(#+) (.*)$/.exec(line);
      if (heading !== null) headings = [...headings.slice(0, (heading[1] ?? '').length - 1), heading[2] ?? ''];
    }
  }
  if (open !== undefined) throw new Error(`The block at line ${open.line} is never closed`);
  return blocks;
}

/** Targets of a page's links, as written. */
export const links = (page: string): string[] => [...page.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');

/** Anchors of a page's headings, as GitHub makes them. */
export const anchors = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
