/** Text of a policy in which `*` stands for anything and `?` for one character. */
export interface Pattern {
  /** As written in the policy. */
  readonly text: string;
  matches(value: string): boolean;
}

/** Of an Action: service prefixes and names do not tell upper from lower case. */
export function actionPattern(text: string): Pattern {
  const expression = glob(text.toLowerCase());
  return { text, matches: (action) => expression.test(action.toLowerCase()) };
}

/**
 * Of a Resource. A `*` at the end of one of an ARN's parts reaches beyond the colon; elsewhere it stays within its part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourcePattern(text: string): Pattern {
  const body = text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+|\?/g, (wildcard, at: number) => {
    if (wildcard === '?') return '[^:]';
    const next = text[at + wildcard.length];
    return next === undefined || next === ':' ? '.*' : '[^:]*';
  });
  const expression = new RegExp(`^${body}$`, 's');
  return { text, matches: (resource) => expression.test(resource) };
}

/** Of the condition operators on ARNs: each of the six parts that colons divide is compared by itself. */
export function arnPattern(text: string): Pattern {
  const parts = arnParts(text).map(glob);
  return {
    text,
    matches: (arn) => {
      const given = arnParts(arn);
      return given.length === parts.length && given.every((part, index) => parts[index]?.test(part));
    },
  };
}

/** Of StringLike. */
export function textPattern(text: string): Pattern {
  const expression = glob(text);
  return { text, matches: (value) => expression.test(value) };
}

/** The sixth part is the rest, colons and all. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function glob(text: string): RegExp {
  const body = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`, 's');
}
