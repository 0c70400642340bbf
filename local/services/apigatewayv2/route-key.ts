/** What a route matches: `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
export interface RouteKey {
  readonly text: string;
  /** `ANY` matches each method. */
  readonly method: string;
  /** undefined for `$default`. */
  readonly segments: readonly Segment[] | undefined;
}

interface Segment {
  readonly kind: 'literal' | 'parameter' | 'greedy';
  readonly name: string;
}

export interface Match {
  readonly key: RouteKey;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const FORM = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/(.*)$/;

export const isRouteKey = (text: string): boolean => text === '$default' || FORM.test(text);

/** @throws Error for a text that is no route key */
export function parseRouteKey(text: string): RouteKey {
  if (text === '$default') return { text, method: 'ANY', segments: undefined };
  const [, method, path] = FORM.exec(text) ?? [];
  if (method === undefined || path === undefined)
    throw new Error(`The provided route key is not formatted properly: ${text}`);
  return { text, method, segments: split(path).map(toSegment) };
}

function toSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', name: text };
  return { kind: plus === '+' ? 'greedy' : 'parameter', name };
}

const split = (path: string): string[] => (path === '' ? [] : path.split('/'));

/** The most specific of the keys that match: literal before parameter before greedy, then a method before ANY, `$default` last. */
export function matchRoute(keys: readonly RouteKey[], method: string, path: string): Match | undefined {
  const parts = split(path.slice(1));
  return keys
    .flatMap((key) => {
      const pathParameters = key.method === 'ANY' || key.method === method ? matchPath(key, parts) : undefined;
      return pathParameters === undefined ? [] : [{ key, pathParameters }];
    })
    .sort((a, b) => compare(rank(a.key), rank(b.key)))[0];
}

function matchPath({ segments }: RouteKey, parts: readonly string[]): Record<string, string> | undefined {
  if (segments === undefined) return {};
  const greedy = segments.at(-1)?.kind === 'greedy';
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, { kind, name }] of segments.entries()) {
    const part = parts[index] ?? '';
    if (kind === 'literal' ? part !== name : part === '') return undefined;
    if (kind === 'parameter') found[name] = decode(part);
    if (kind === 'greedy') found[name] = decode(parts.slice(index).join('/'));
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const RANKS = { literal: 0, parameter: 1, greedy: 2 };

function rank({ method, segments }: RouteKey): number[] {
  return [...(segments?.map(({ kind }) => RANKS[kind]) ?? [3]), method === 'ANY' ? 1 : 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? -1;
    if (value !== other) return value - other;
  }
  return 0;
}
