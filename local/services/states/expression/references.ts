/** What an expression refers to that Step Functions cannot give it. */
export interface References {
  /** Names that stand for a member of the context item, which there is none of at the top level. */
  readonly topLevel: readonly string[];
  /** True for `$$`, the input document, which there is none of either. */
  readonly root: boolean;
  /** Members of `$states`, by their names. */
  readonly states: readonly string[];
}

/** A node of JSONata's syntax tree. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly [member: string]: unknown;
}

/** Parts of a node that are evaluated on each item of what comes before them, and have a context for that reason. */
const INNER = ['stages', 'predicate', 'group', 'terms'];

/**
 * Finds the references of an expression. The top level is all that is evaluated without a context item: not what
 * follows a step of a path, or stands in its predicate.
 * https://states-language.net/#jsonata
 */
export function referencesOf(ast: unknown): References {
  const topLevel = new Set<string>();
  const states = new Set<string>();
  let root = false;

  const visit = (node: unknown, isTop: boolean): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, isTop);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as Node;
    if (type === 'name' && isTop) topLevel.add(String(value));
    if (type === 'variable' && value === '' && isTop) topLevel.add('$');
    if (type === 'variable' && value === '$') root = true;
    if (type === 'path') visitPath(node as Node, isTop);
    else if (type === 'transform') {
      for (const part of ['pattern', 'update', 'delete']) visit((node as Node)[part], false);
    } else visitParts(node as Node, isTop);
  };
  const visitParts = (node: Node, isTop: boolean): void => {
    for (const [key, part] of Object.entries(node)) visit(part, isTop && !INNER.includes(key));
  };
  const visitPath = ({ steps = [], ...rest }: Node, isTop: boolean): void => {
    const [first, second] = steps;
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name')
      states.add(String(second.value));
    for (const [index, step] of steps.entries()) visit(step, isTop && index === 0);
    visitParts(rest, false);
  };

  visit(ast, true);
  return { topLevel: [...topLevel], root, states: [...states] };
}
