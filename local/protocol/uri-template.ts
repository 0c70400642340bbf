import { malformed } from './errors';

/**
 * Matches a path against a URI template of an HTTP trait, such as `/functions/{FunctionName}/aliases/{Name}`.
 * `{Name+}` takes the rest of the path; `?a=b` in the template is required in the query.
 * Returns the labels, decoded, or undefined.
 */
export function matchUri(template: string, path: string, query: URLSearchParams): Record<string, string> | undefined {
  const [pathTemplate = '', queryTemplate] = template.split('?');
  if (queryTemplate !== undefined && !literalsPresent(queryTemplate, query)) return undefined;
  const wanted = segments(pathTemplate);
  const given = segments(path);
  const labels: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    if (segment.startsWith('{') && segment.endsWith('+}')) {
      if (given.length <= index) return undefined;
      labels[segment.slice(1, -2)] = given.slice(index).map(decode).join('/');
      return labels;
    }
    const actual = given[index];
    if (actual === undefined) return undefined;
    if (segment.startsWith('{')) labels[segment.slice(1, -1)] = decode(actual);
    else if (segment !== actual) return undefined;
  }
  return wanted.length === given.length ? labels : undefined;
}

function segments(path: string): string[] {
  return path.replace(/^\/|\/$/g, '').split('/');
}

function literalsPresent(template: string, query: URLSearchParams): boolean {
  return [...new URLSearchParams(template)].every(([key, value]) =>
    value === '' ? query.has(key) : query.get(key) === value,
  );
}

/** @throws SerializationException for a broken percent-encoding */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw malformed(`"${segment}" in the path`, error);
  }
}
